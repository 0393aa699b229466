// Package clients proves that Go's Kubernetes libraries work unchanged against the server that KUBECONFIG names: typed clients in
// protobuf and JSON, the dynamic client, shared informers, leader election, and a controller of controller-runtime.
package clients

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/config"
	"sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"
)

const namespace = "default"

func settings(t *testing.T, contentType string) *rest.Config {
	t.Helper()
	result, err := clientcmd.BuildConfigFromFlags("", os.Getenv("KUBECONFIG"))
	if err != nil {
		t.Fatal(err)
	}
	result.ContentType = contentType
	result.QPS = -1
	return result
}

func must[T any](t *testing.T) func(T, error) T {
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func configMap(name, value string) *corev1.ConfigMap {
	return &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: namespace}, Data: map[string]string{"value": value}}
}

func TestTyped(t *testing.T) {
	for name, contentType := range map[string]string{"json": "application/json", "protobuf": "application/vnd.kubernetes.protobuf"} {
		t.Run(name, func(t *testing.T) {
			ctx := t.Context()
			maps := kubernetes.NewForConfigOrDie(settings(t, contentType)).CoreV1().ConfigMaps(namespace)
			made := must[*corev1.ConfigMap](t)(maps.Create(ctx, configMap("typed-"+name, "one"), metav1.CreateOptions{}))
			stale := made.DeepCopy()
			made.Data["value"] = "two"
			must[*corev1.ConfigMap](t)(maps.Update(ctx, made, metav1.UpdateOptions{}))
			if _, err := maps.Update(ctx, stale, metav1.UpdateOptions{}); !apierrors.IsConflict(err) {
				t.Fatalf("a stale update: %v", err)
			}
			patch := []byte(`{"data":{"more":"three"}}`)
			patched := must[*corev1.ConfigMap](t)(maps.Patch(ctx, made.Name, types.StrategicMergePatchType, patch, metav1.PatchOptions{}))
			if patched.Data["value"] != "two" || patched.Data["more"] != "three" {
				t.Fatalf("patched to %v", patched.Data)
			}
			if err := maps.Delete(ctx, made.Name, metav1.DeleteOptions{Preconditions: metav1.NewUIDPreconditions("other")}); !apierrors.IsConflict(err) {
				t.Fatalf("a delete of another uid: %v", err)
			}
			if err := maps.Delete(ctx, made.Name, metav1.DeleteOptions{}); err != nil {
				t.Fatal(err)
			}
			if _, err := maps.Get(ctx, made.Name, metav1.GetOptions{}); !apierrors.IsNotFound(err) {
				t.Fatalf("after the delete: %v", err)
			}
		})
	}
}

func TestDynamic(t *testing.T) {
	ctx := t.Context()
	resource := schema.GroupVersionResource{Group: "apps", Version: "v1", Resource: "deployments"}
	deployments := dynamic.NewForConfigOrDie(settings(t, "")).Resource(resource).Namespace(namespace)
	object := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "apps/v1", "kind": "Deployment", "metadata": map[string]any{"name": "dynamic"},
		"spec": map[string]any{
			"selector": map[string]any{"matchLabels": map[string]any{"a": "b"}},
			"template": map[string]any{
				"metadata": map[string]any{"labels": map[string]any{"a": "b"}},
				"spec":     map[string]any{"containers": []any{map[string]any{"name": "c", "image": "i"}}},
			},
		},
	}}
	made := must[*unstructured.Unstructured](t)(deployments.Create(ctx, object, metav1.CreateOptions{}))
	if replicas, _, _ := unstructured.NestedInt64(made.Object, "spec", "replicas"); replicas != 1 {
		t.Fatalf("%d replicas by default", replicas)
	}
	applied := object.DeepCopy()
	_ = unstructured.SetNestedField(applied.Object, int64(5), "spec", "replicas")
	options := metav1.ApplyOptions{FieldManager: "go", Force: true}
	result := must[*unstructured.Unstructured](t)(deployments.Apply(ctx, "dynamic", applied, options))
	if replicas, _, _ := unstructured.NestedInt64(result.Object, "spec", "replicas"); replicas != 5 {
		t.Fatalf("%d replicas applied", replicas)
	}
}

func TestInformer(t *testing.T) {
	ctx := t.Context()
	set := kubernetes.NewForConfigOrDie(settings(t, "application/vnd.kubernetes.protobuf"))
	maps := set.CoreV1().ConfigMaps(namespace)
	for index := range 50 {
		must[*corev1.ConfigMap](t)(maps.Create(ctx, configMap(fmt.Sprintf("informed-%d", index), "old"), metav1.CreateOptions{}))
	}
	factory := informers.NewSharedInformerFactoryWithOptions(set, 0, informers.WithNamespace(namespace))
	informer := factory.Core().V1().ConfigMaps().Informer()
	factory.Start(ctx.Done())
	if !cache.WaitForCacheSync(ctx.Done(), informer.HasSynced) {
		t.Fatal("never synced")
	}
	for index := range 50 {
		must[*corev1.ConfigMap](t)(maps.Update(ctx, configMap(fmt.Sprintf("informed-%d", index), "new"), metav1.UpdateOptions{}))
	}
	eventually(t, "every change", func() bool {
		for index := range 50 {
			found, there, _ := informer.GetStore().GetByKey(fmt.Sprintf("%s/informed-%d", namespace, index))
			if !there || found.(*corev1.ConfigMap).Data["value"] != "new" {
				return false
			}
		}
		return true
	})
}

func TestLeaderElection(t *testing.T) {
	set := kubernetes.NewForConfigOrDie(settings(t, ""))
	var mutex sync.Mutex
	leaders := []string{}
	run := func(ctx context.Context, identity string) {
		lock := &resourcelock.LeaseLock{
			LeaseMeta:  metav1.ObjectMeta{Name: "election", Namespace: namespace},
			Client:     set.CoordinationV1(),
			LockConfig: resourcelock.ResourceLockConfig{Identity: identity},
		}
		leaderelection.RunOrDie(ctx, leaderelection.LeaderElectionConfig{
			Lock: lock, ReleaseOnCancel: true,
			LeaseDuration: 3 * time.Second, RenewDeadline: 2 * time.Second, RetryPeriod: 200 * time.Millisecond,
			Callbacks: leaderelection.LeaderCallbacks{
				OnStartedLeading: func(context.Context) { mutex.Lock(); leaders = append(leaders, identity); mutex.Unlock() },
				OnStoppedLeading: func() {},
			},
		})
	}
	count := func(want int) func() bool {
		return func() bool { mutex.Lock(); defer mutex.Unlock(); return len(leaders) == want }
	}
	first, resign := context.WithCancel(t.Context())
	go run(first, "first")
	eventually(t, "a first leader", count(1))
	go run(t.Context(), "second")
	resign()
	eventually(t, "a second leader", count(2))
	if leaders[0] != "first" || leaders[1] != "second" {
		t.Fatalf("led by %v", leaders)
	}
}

func TestControllerRuntime(t *testing.T) {
	log.SetLogger(zap.New())
	t.Setenv("KUBECONFIG", os.Getenv("KUBECONFIG"))
	manager := must[ctrl.Manager](t)(ctrl.NewManager(config.GetConfigOrDie(), ctrl.Options{Metrics: server.Options{BindAddress: "0"}}))
	reconciler := &mirror{manager.GetClient()}
	if err := ctrl.NewControllerManagedBy(manager).For(&corev1.ConfigMap{}).Owns(&corev1.Secret{}).Complete(reconciler); err != nil {
		t.Fatal(err)
	}
	go func() { _ = manager.Start(t.Context()) }()
	ctx := t.Context()
	direct := must[client.Client](t)(client.New(config.GetConfigOrDie(), client.Options{}))
	source := configMap("mirrored", "hush")
	source.Labels = map[string]string{"mirror": "yes"}
	if err := direct.Create(ctx, source); err != nil {
		t.Fatal(err)
	}
	key := client.ObjectKeyFromObject(source)
	eventually(t, "a mirrored secret", func() bool {
		secret := &corev1.Secret{}
		return direct.Get(ctx, key, secret) == nil && string(secret.Data["value"]) == "hush" && metav1.IsControlledBy(secret, source)
	})
	if err := direct.Delete(ctx, &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: key.Name, Namespace: key.Namespace}}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the secret again", func() bool { return direct.Get(ctx, key, &corev1.Secret{}) == nil })
}

// mirror keeps a Secret with the contents of each ConfigMap that asks for it.
type mirror struct{ client.Client }

func (m *mirror) Reconcile(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
	source := &corev1.ConfigMap{}
	if err := m.Get(ctx, request.NamespacedName, source); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	if source.Labels["mirror"] != "yes" {
		return ctrl.Result{}, nil
	}
	secret := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: source.Name, Namespace: source.Namespace}}
	_, err := ctrl.CreateOrUpdate(ctx, m.Client, secret, func() error {
		secret.Data = map[string][]byte{"value": []byte(source.Data["value"])}
		return ctrl.SetControllerReference(source, secret, m.Scheme())
	})
	return ctrl.Result{}, err
}

func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	err := wait.PollUntilContextTimeout(t.Context(), 50*time.Millisecond, 30*time.Second, true,
		func(context.Context) (bool, error) { return done(), nil })
	if err != nil {
		t.Fatalf("waited in vain for %s", what)
	}
}

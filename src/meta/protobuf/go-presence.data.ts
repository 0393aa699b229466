/**
 * Where Go's types differ from the rule of presence.ts: "<type>: <fields>", long lines go on indented. Kubernetes 1.36, as its wire
 * form shows them.
 */

/** A plain value: always on the wire, left out of JSON when it is zero. */
export const plainFields = `
admissionregistration.k8s.io/v1/ApplyConfiguration: expression
admissionregistration.k8s.io/v1/JSONPatch: expression
admissionregistration.k8s.io/v1/MutatingAdmissionPolicyBindingSpec: policyName
admissionregistration.k8s.io/v1/MutatingAdmissionPolicySpec: reinvocationPolicy
admissionregistration.k8s.io/v1/ParamKind: apiVersion kind
admissionregistration.k8s.io/v1/ParamRef: name namespace
admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBindingSpec: policyName
admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyStatus: observedGeneration
admissionregistration.k8s.io/v1/Validation: message messageExpression
admissionregistration.k8s.io/v1alpha1/ApplyConfiguration: expression
admissionregistration.k8s.io/v1alpha1/JSONPatch: expression
admissionregistration.k8s.io/v1alpha1/MutatingAdmissionPolicyBindingSpec: policyName
admissionregistration.k8s.io/v1alpha1/MutatingAdmissionPolicySpec: reinvocationPolicy
admissionregistration.k8s.io/v1alpha1/ParamKind: apiVersion kind
admissionregistration.k8s.io/v1alpha1/ParamRef: name namespace
admissionregistration.k8s.io/v1beta1/ApplyConfiguration: expression
admissionregistration.k8s.io/v1beta1/JSONPatch: expression
admissionregistration.k8s.io/v1beta1/MutatingAdmissionPolicyBindingSpec: policyName
admissionregistration.k8s.io/v1beta1/MutatingAdmissionPolicySpec: reinvocationPolicy
admissionregistration.k8s.io/v1beta1/ParamKind: apiVersion kind
admissionregistration.k8s.io/v1beta1/ParamRef: name namespace
apiextensions.k8s.io/v1/CustomResourceColumnDefinition: description format priority
apiextensions.k8s.io/v1/CustomResourceDefinitionCondition: message observedGeneration reason
apiextensions.k8s.io/v1/CustomResourceDefinitionNames: listKind singular
apiextensions.k8s.io/v1/CustomResourceDefinitionSpec: preserveUnknownFields
apiextensions.k8s.io/v1/CustomResourceDefinitionStatus: observedGeneration
apiextensions.k8s.io/v1/CustomResourceDefinitionVersion: deprecated
apiextensions.k8s.io/v1/ExternalDocumentation: description url
apiextensions.k8s.io/v1/JSONSchemaProps: $schema description exclusiveMaximum exclusiveMinimum format id
  nullable pattern title type uniqueItems x-kubernetes-embedded-resource x-kubernetes-int-or-string
apiextensions.k8s.io/v1/ValidationRule: fieldPath message messageExpression
apiregistration.k8s.io/v1/APIServiceCondition: message reason
apiregistration.k8s.io/v1/APIServiceSpec: group insecureSkipTLSVerify version
apiregistration.k8s.io/v1/ServiceReference: name namespace
apps/v1/DaemonSetCondition: message reason
apps/v1/DaemonSetSpec: minReadySeconds
apps/v1/DaemonSetStatus: numberAvailable numberUnavailable observedGeneration updatedNumberScheduled
apps/v1/DaemonSetUpdateStrategy: type
apps/v1/DeploymentCondition: message reason
apps/v1/DeploymentSpec: minReadySeconds paused
apps/v1/DeploymentStatus: availableReplicas observedGeneration readyReplicas replicas unavailableReplicas
  updatedReplicas
apps/v1/DeploymentStrategy: type
apps/v1/ReplicaSetCondition: message reason
apps/v1/ReplicaSetSpec: minReadySeconds
apps/v1/ReplicaSetStatus: availableReplicas fullyLabeledReplicas observedGeneration readyReplicas
apps/v1/StatefulSetCondition: message reason
apps/v1/StatefulSetPersistentVolumeClaimRetentionPolicy: whenDeleted whenScaled
apps/v1/StatefulSetSpec: minReadySeconds podManagementPolicy
apps/v1/StatefulSetStatus: currentReplicas currentRevision observedGeneration readyReplicas updateRevision
  updatedReplicas
apps/v1/StatefulSetUpdateStrategy: type
authentication.k8s.io/v1/BoundObjectReference: apiVersion kind name uid
authentication.k8s.io/v1/TokenReviewSpec: token
authentication.k8s.io/v1/TokenReviewStatus: authenticated error
authentication.k8s.io/v1/UserInfo: uid username
authorization.k8s.io/v1/FieldSelectorAttributes: rawSelector
authorization.k8s.io/v1/LabelSelectorAttributes: rawSelector
authorization.k8s.io/v1/NonResourceAttributes: path verb
authorization.k8s.io/v1/ResourceAttributes: group name namespace resource subresource verb version
authorization.k8s.io/v1/SelfSubjectRulesReviewSpec: namespace
authorization.k8s.io/v1/SubjectAccessReviewSpec: uid user
authorization.k8s.io/v1/SubjectAccessReviewStatus: denied evaluationError reason
authorization.k8s.io/v1/SubjectRulesReviewStatus: evaluationError
autoscaling/v1/CrossVersionObjectReference: apiVersion
autoscaling/v1/ScaleSpec: replicas
autoscaling/v1/ScaleStatus: selector
autoscaling/v2/CrossVersionObjectReference: apiVersion
autoscaling/v2/HorizontalPodAutoscalerCondition: message reason
autoscaling/v2/HorizontalPodAutoscalerStatus: currentReplicas
batch/v1/CronJobSpec: concurrencyPolicy
batch/v1/JobCondition: message reason
batch/v1/JobStatus: active completedIndexes failed succeeded
certificates.k8s.io/v1/CertificateSigningRequestCondition: message reason
certificates.k8s.io/v1/CertificateSigningRequestSpec: uid username
certificates.k8s.io/v1alpha1/ClusterTrustBundleSpec: signerName
certificates.k8s.io/v1beta1/ClusterTrustBundleSpec: signerName
certificates.k8s.io/v1beta1/PodCertificateRequestStatus: certificateChain
coordination.k8s.io/v1alpha2/LeaseCandidateSpec: emulationVersion strategy
coordination.k8s.io/v1beta1/LeaseCandidateSpec: emulationVersion strategy
core/v1/AWSElasticBlockStoreVolumeSource: fsType partition readOnly
core/v1/AzureFilePersistentVolumeSource: readOnly
core/v1/AzureFileVolumeSource: readOnly
core/v1/CSIPersistentVolumeSource: fsType readOnly
core/v1/CephFSPersistentVolumeSource: path readOnly secretFile user
core/v1/CephFSVolumeSource: path readOnly secretFile user
core/v1/CinderPersistentVolumeSource: fsType readOnly
core/v1/CinderVolumeSource: fsType readOnly
core/v1/ComponentCondition: error message
core/v1/ConfigMapEnvSource: name
core/v1/ConfigMapKeySelector: name
core/v1/ConfigMapNodeConfigSource: resourceVersion uid
core/v1/ConfigMapProjection: name
core/v1/ConfigMapVolumeSource: name
core/v1/Container: image imagePullPolicy stdin stdinOnce terminationMessagePath terminationMessagePolicy tty
  workingDir
core/v1/ContainerImage: sizeBytes
core/v1/ContainerPort: hostIP hostPort name protocol
core/v1/ContainerRestartRule: action
core/v1/ContainerRestartRuleOnExitCodes: operator
core/v1/ContainerStateTerminated: containerID message reason signal
core/v1/ContainerStateWaiting: message reason
core/v1/ContainerStatus: containerID
core/v1/EmptyDirVolumeSource: medium
core/v1/EndpointAddress: hostname
core/v1/EndpointPort: name protocol
core/v1/EnvFromSource: prefix
core/v1/EnvVar: value
core/v1/EphemeralContainer: image imagePullPolicy stdin stdinOnce targetContainerName terminationMessagePath
  terminationMessagePolicy tty workingDir
core/v1/Event: action count message reason type
core/v1/EventSeries: count
core/v1/EventSource: component host
core/v1/FCVolumeSource: fsType readOnly
core/v1/FlexPersistentVolumeSource: fsType readOnly
core/v1/FlexVolumeSource: fsType readOnly
core/v1/FlockerVolumeSource: datasetName datasetUUID
core/v1/GCEPersistentDiskVolumeSource: fsType partition readOnly
core/v1/GitRepoVolumeSource: directory revision
core/v1/GlusterfsPersistentVolumeSource: readOnly
core/v1/GlusterfsVolumeSource: readOnly
core/v1/HTTPGetAction: host path scheme
core/v1/ISCSIPersistentVolumeSource: chapAuthDiscovery chapAuthSession fsType iscsiInterface readOnly
core/v1/ISCSIVolumeSource: chapAuthDiscovery chapAuthSession fsType iscsiInterface readOnly
core/v1/ImageVolumeSource: pullPolicy reference
core/v1/ImageVolumeStatus: imageRef
core/v1/LoadBalancerIngress: hostname ip
core/v1/LocalObjectReference: name
core/v1/ModifyVolumeStatus: targetVolumeAttributesClassName
core/v1/NFSVolumeSource: readOnly
core/v1/NamespaceCondition: message reason
core/v1/NamespaceStatus: phase
core/v1/NodeCondition: message reason
core/v1/NodeConfigStatus: error
core/v1/NodeSpec: externalID podCIDR providerID unschedulable
core/v1/NodeStatus: phase
core/v1/ObjectFieldSelector: apiVersion
core/v1/ObjectReference: apiVersion fieldPath kind name namespace resourceVersion uid
core/v1/PersistentVolumeClaimCondition: message reason
core/v1/PersistentVolumeClaimSpec: volumeName
core/v1/PersistentVolumeClaimStatus: phase
core/v1/PersistentVolumeClaimVolumeSource: readOnly
core/v1/PersistentVolumeSpec: persistentVolumeReclaimPolicy storageClassName
core/v1/PersistentVolumeStatus: message phase reason
core/v1/PhotonPersistentDiskVolumeSource: fsType
core/v1/PodCertificateProjection: certificateChainPath credentialBundlePath keyPath keyType signerName
core/v1/PodCondition: message observedGeneration reason
core/v1/PodDNSConfigOption: name
core/v1/PodSpec: dnsPolicy hostIPC hostNetwork hostPID hostname nodeName priorityClassName restartPolicy
  schedulerName serviceAccount serviceAccountName subdomain
core/v1/PodStatus: hostIP message nominatedNodeName observedGeneration phase podIP qosClass reason resize
core/v1/PortworxVolumeSource: fsType readOnly
core/v1/Probe: failureThreshold initialDelaySeconds periodSeconds successThreshold timeoutSeconds
core/v1/QuobyteVolumeSource: group readOnly tenant user
core/v1/RBDPersistentVolumeSource: fsType keyring pool readOnly user
core/v1/RBDVolumeSource: fsType keyring pool readOnly user
core/v1/ReplicationControllerCondition: message reason
core/v1/ReplicationControllerSpec: minReadySeconds
core/v1/ReplicationControllerStatus: availableReplicas fullyLabeledReplicas observedGeneration readyReplicas
core/v1/ResourceClaim: request
core/v1/ResourceFieldSelector: containerName
core/v1/ResourceHealth: health
core/v1/SELinuxOptions: level role type user
core/v1/ScaleIOPersistentVolumeSource: fsType protectionDomain readOnly sslEnabled storageMode storagePool
  volumeName
core/v1/ScaleIOVolumeSource: fsType protectionDomain readOnly sslEnabled storageMode storagePool volumeName
core/v1/Secret: type
core/v1/SecretEnvSource: name
core/v1/SecretKeySelector: name
core/v1/SecretProjection: name
core/v1/SecretReference: name namespace
core/v1/SecretVolumeSource: secretName
core/v1/ServiceAccountTokenProjection: audience
core/v1/ServicePort: name nodePort protocol
core/v1/ServiceSpec: clusterIP externalName externalTrafficPolicy healthCheckNodePort loadBalancerIP
  publishNotReadyAddresses sessionAffinity type
core/v1/StorageOSPersistentVolumeSource: fsType readOnly volumeName volumeNamespace
core/v1/StorageOSVolumeSource: fsType readOnly volumeName volumeNamespace
core/v1/TCPSocketAction: host
core/v1/Taint: value
core/v1/Toleration: effect key operator value
core/v1/VolumeMount: readOnly subPath subPathExpr
core/v1/VolumeMountStatus: readOnly
core/v1/VsphereVirtualDiskVolumeSource: fsType storagePolicyID storagePolicyName
events.k8s.io/v1/Event: action deprecatedCount note reason reportingController reportingInstance type
flowcontrol.apiserver.k8s.io/v1/FlowSchemaCondition: message reason status type
flowcontrol.apiserver.k8s.io/v1/PriorityLevelConfigurationCondition: message reason status type
flowcontrol.apiserver.k8s.io/v1/ResourcePolicyRule: clusterScope
internal.apiserver.k8s.io/v1alpha1/ServerStorageVersion: apiServerID encodingVersion
internal.apiserver.k8s.io/v1alpha1/StorageVersionCondition: message observedGeneration
meta/v1/APIResource: group storageVersionHash version
meta/v1/Condition: observedGeneration
meta/v1/ListMeta: continue resourceVersion selfLink
meta/v1/ManagedFieldsEntry: apiVersion fieldsType manager operation subresource
meta/v1/ObjectMeta: creationTimestamp generateName generation name namespace resourceVersion selfLink uid
meta/v1/Status: code message reason status
meta/v1/StatusCause: field message reason
meta/v1/StatusDetails: group kind name retryAfterSeconds uid
networking.k8s.io/v1/HTTPIngressPath: path
networking.k8s.io/v1/IngressClassSpec: controller
networking.k8s.io/v1/IngressLoadBalancerIngress: hostname ip
networking.k8s.io/v1/IngressRule: host
networking.k8s.io/v1/IngressTLS: secretName
networking.k8s.io/v1/ParentReference: group name namespace resource
networking.k8s.io/v1/ServiceBackendPort: name number
networking.k8s.io/v1beta1/ParentReference: group name namespace resource
policy/v1/PodDisruptionBudgetStatus: observedGeneration
rbac.authorization.k8s.io/v1/Subject: apiGroup namespace
resource.k8s.io/v1/DeviceSubRequest: allocationMode count
resource.k8s.io/v1/DeviceTaint: value
resource.k8s.io/v1/DeviceToleration: effect key operator value
resource.k8s.io/v1/ExactDeviceRequest: allocationMode count
resource.k8s.io/v1/NetworkDeviceData: hardwareAddress interfaceName
resource.k8s.io/v1/ResourceClaimConsumerReference: apiGroup
resource.k8s.io/v1alpha3/DeviceTaint: value
resource.k8s.io/v1alpha3/PoolStatus: driver poolName
resource.k8s.io/v1beta1/DeviceRequest: allocationMode count
resource.k8s.io/v1beta1/DeviceSubRequest: allocationMode count
resource.k8s.io/v1beta1/DeviceTaint: value
resource.k8s.io/v1beta1/DeviceToleration: effect key operator value
resource.k8s.io/v1beta1/NetworkDeviceData: hardwareAddress interfaceName
resource.k8s.io/v1beta1/ResourceClaimConsumerReference: apiGroup
resource.k8s.io/v1beta1/ResourceSliceSpec: allNodes nodeName
resource.k8s.io/v1beta2/DeviceSubRequest: allocationMode count
resource.k8s.io/v1beta2/DeviceTaint: value
resource.k8s.io/v1beta2/DeviceToleration: effect key operator value
resource.k8s.io/v1beta2/ExactDeviceRequest: allocationMode count
resource.k8s.io/v1beta2/NetworkDeviceData: hardwareAddress interfaceName
resource.k8s.io/v1beta2/ResourceClaimConsumerReference: apiGroup
scheduling.k8s.io/v1/PriorityClass: description globalDefault
scheduling.k8s.io/v1alpha2/PodGroupSpec: priorityClassName
scheduling.k8s.io/v1alpha2/PodGroupTemplate: priorityClassName
scheduling.k8s.io/v1alpha2/TypedLocalObjectReference: apiGroup
storage.k8s.io/v1/VolumeError: message
storagemigration.k8s.io/v1beta1/StorageVersionMigrationStatus: resourceVersion
`;

/** A plain value that JSON shows even when it is zero, although the field need not be given. */
export const shownFields = `
apiextensions.k8s.io/v1/CustomResourceDefinitionCondition: lastTransitionTime
apiregistration.k8s.io/v1/APIServiceCondition: lastTransitionTime
apps/v1/ControllerRevision: data
apps/v1/DaemonSetCondition: lastTransitionTime
apps/v1/DeploymentCondition: lastTransitionTime lastUpdateTime
apps/v1/ReplicaSetCondition: lastTransitionTime
apps/v1/StatefulSetCondition: lastTransitionTime
apps/v1/StatefulSetOrdinals: start
apps/v1/StatefulSetSpec: serviceName
apps/v1/StatefulSetStatus: availableReplicas
authentication.k8s.io/v1/TokenRequestStatus: expirationTimestamp token
autoscaling/v2/HorizontalPodAutoscalerCondition: lastTransitionTime
batch/v1/JobCondition: lastProbeTime lastTransitionTime
batch/v1/PodFailurePolicyOnPodConditionsPattern: status
certificates.k8s.io/v1/CertificateSigningRequestCondition: lastTransitionTime lastUpdateTime
core/v1/ContainerStateRunning: startedAt
core/v1/ContainerStateTerminated: finishedAt startedAt
core/v1/Event: eventTime firstTimestamp lastTimestamp reportingComponent reportingInstance
core/v1/EventSeries: lastObservedTime
core/v1/NamespaceCondition: lastTransitionTime
core/v1/NodeCondition: lastHeartbeatTime lastTransitionTime
core/v1/NodeRuntimeHandler: name
core/v1/PersistentVolumeClaimCondition: lastProbeTime lastTransitionTime
core/v1/PodCondition: lastProbeTime lastTransitionTime
core/v1/ReplicationControllerCondition: lastTransitionTime
core/v1/ResourceFieldSelector: divisor
core/v1/ServicePort: targetPort
events.k8s.io/v1/Event: deprecatedFirstTimestamp deprecatedLastTimestamp
flowcontrol.apiserver.k8s.io/v1/FlowSchemaCondition: lastTransitionTime
flowcontrol.apiserver.k8s.io/v1/FlowSchemaSpec: matchingPrecedence
flowcontrol.apiserver.k8s.io/v1/PriorityLevelConfigurationCondition: lastTransitionTime
flowcontrol.apiserver.k8s.io/v1/QueuingConfiguration: handSize queueLengthLimit queues
internal.apiserver.k8s.io/v1alpha1/StorageVersionCondition: lastTransitionTime
policy/v1/PodDisruptionBudgetStatus: currentHealthy desiredHealthy disruptionsAllowed expectedPods
rbac.authorization.k8s.io/v1/RoleRef: apiGroup
resource.k8s.io/v1beta1/DeviceRequest: deviceClassName
scheduling.k8s.io/v1/PriorityClass: value
storage.k8s.io/v1/VolumeError: time
`;

/** A pointer, although the field must be given or has an empty object as default. */
export const pointerFields = `
admissionregistration.k8s.io/v1/MatchResources: namespaceSelector objectSelector
admissionregistration.k8s.io/v1/MutatingWebhook: namespaceSelector objectSelector sideEffects
admissionregistration.k8s.io/v1/ValidatingWebhook: namespaceSelector objectSelector sideEffects
admissionregistration.k8s.io/v1alpha1/MatchResources: namespaceSelector objectSelector
admissionregistration.k8s.io/v1beta1/MatchResources: namespaceSelector objectSelector
apps/v1/DaemonSetSpec: selector
apps/v1/DeploymentSpec: selector
apps/v1/ReplicaSetSpec: selector
apps/v1/StatefulSetSpec: persistentVolumeClaimRetentionPolicy selector
core/v1/PodSpec: securityContext
core/v1/ScaleIOPersistentVolumeSource: secretRef
core/v1/ScaleIOVolumeSource: secretRef
networking.k8s.io/v1/HTTPIngressPath: pathType
networking.k8s.io/v1/IPAddressSpec: parentRef
networking.k8s.io/v1beta1/IPAddressSpec: parentRef
resource.k8s.io/v1/CapacityRequestPolicyRange: min
resource.k8s.io/v1alpha3/ResourcePoolStatusRequestStatus: poolCount
resource.k8s.io/v1beta1/CapacityRequestPolicyRange: min
resource.k8s.io/v1beta2/CapacityRequestPolicyRange: min
`;

/** Structs that Go embeds in others, in Kubernetes 1.36, for `go-names.ts`. */
import type { TypeName } from "../schema.js";

interface FieldChoice {
  readonly type: "only" | "except";
  readonly names: readonly string[];
}

const nameOfReference = { LocalObjectReference: only("name") };
const opaqueOfDevice = { DeviceConfiguration: only("opaque") };

const ruleOfRule = only("apiGroups", "apiVersions", "resources", "scope");
const ruleOfNamed = { RuleWithOperations: only("operations"), "RuleWithOperations.Rule": ruleOfRule };

/** Embedded struct (or the way through several) → its fields: those named, or all but those named. */
export const inlineStructs: Readonly<Record<TypeName, Readonly<Record<string, FieldChoice>>>> = {
  "admissionregistration.k8s.io/v1/NamedRuleWithOperations": ruleOfNamed,
  "admissionregistration.k8s.io/v1/RuleWithOperations": { Rule: ruleOfRule },
  "admissionregistration.k8s.io/v1alpha1/NamedRuleWithOperations": ruleOfNamed,
  "admissionregistration.k8s.io/v1beta1/NamedRuleWithOperations": ruleOfNamed,
  "core/v1/ConfigMapEnvSource": nameOfReference,
  "core/v1/ConfigMapKeySelector": nameOfReference,
  "core/v1/ConfigMapProjection": nameOfReference,
  "core/v1/ConfigMapVolumeSource": nameOfReference,
  "core/v1/EphemeralContainer": { EphemeralContainerCommon: except("targetContainerName") },
  "core/v1/PersistentVolumeSpec": {
    PersistentVolumeSource: except(
      "accessModes",
      "capacity",
      "claimRef",
      "mountOptions",
      "nodeAffinity",
      "persistentVolumeReclaimPolicy",
      "storageClassName",
      "volumeAttributesClassName",
      "volumeMode",
    ),
  },
  "core/v1/Probe": { ProbeHandler: only("exec", "grpc", "httpGet", "tcpSocket") },
  "core/v1/SecretEnvSource": nameOfReference,
  "core/v1/SecretKeySelector": nameOfReference,
  "core/v1/SecretProjection": nameOfReference,
  "core/v1/Volume": { VolumeSource: except("name") },
  "networking.k8s.io/v1/IngressRule": { IngressRuleValue: only("http") },
  "resource.k8s.io/v1/DeviceAllocationConfiguration": opaqueOfDevice,
  "resource.k8s.io/v1/DeviceClaimConfiguration": opaqueOfDevice,
  "resource.k8s.io/v1/DeviceClassConfiguration": opaqueOfDevice,
  "resource.k8s.io/v1beta1/DeviceAllocationConfiguration": opaqueOfDevice,
  "resource.k8s.io/v1beta1/DeviceClaimConfiguration": opaqueOfDevice,
  "resource.k8s.io/v1beta1/DeviceClassConfiguration": opaqueOfDevice,
  "resource.k8s.io/v1beta2/DeviceAllocationConfiguration": opaqueOfDevice,
  "resource.k8s.io/v1beta2/DeviceClaimConfiguration": opaqueOfDevice,
  "resource.k8s.io/v1beta2/DeviceClassConfiguration": opaqueOfDevice,
};

function only(...names: string[]): FieldChoice {
  return { type: "only", names };
}

function except(...names: string[]): FieldChoice {
  return { type: "except", names };
}

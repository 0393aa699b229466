/**
 * Every feature gate a kube-apiserver 1.36 knows, and what became of it in each release that can be emulated: who misspells one, or sets
 * one that cannot be set, is told so whether or not it switches anything here. Facts of kube-apiserver's metrics and refusals; pure.
 */

import { releaseBefore } from "../../meta/release.js";
import { binaryRelease } from "../version.js";

export interface GateState {
  readonly stage: "alpha" | "beta" | "deprecated" | "stable";
  /** When nobody says anything. */
  readonly isOn: boolean;
  /** Nobody can change it. */
  readonly isLocked: boolean;
}

const releases: readonly string[] = [3, 2, 1, 0].map((ago) => releaseBefore(binaryRelease, ago));

/**
 * A letter for each release, the oldest first: `.` not there yet, `a` alpha, `b` beta, `g` stable, `d` deprecated, in capitals when on by
 * default; `L` locked on, `l` locked off.
 */
const lives = `
...B AtomicFIFO ClientsAllowCARotation ClientsAllowTLSCacheGC DRAResourceClaimGranularStatusAuthorization
...B DeclarativeValidationBeta ExtendWebSocketsToKubelet InPlacePodVerticalScalingInitContainers
...B PLEGOnDemandRelist ReloadKubeletClientCAFile ResourceHealthStatusMessage
...B StaleControllerConsistencyDaemonSet StaleControllerConsistencyJob
...B StaleControllerConsistencyReplicaSet StaleControllerConsistencyStatefulSet UnlockWhileProcessingFIFO
...a CRIListStreaming ControllerManagerReleaseLeaderElectionLockOnExit DRAListTypeAttributes
...a DRANodeAllocatableResources DRAResourcePoolStatus DRAWorkloadResourceClaims
...a ManifestBasedAdmissionControlConfig NativeHistograms PersistentVolumeClaimUnusedSinceTime
...a PodLevelResourceManagers PodsAPI ShardedListAndWatch TopologyAwareWorkloadScheduling
...a WorkloadAwarePreemption WorkloadWithJob
..BB AuthorizePodWebsocketUpgradeCreatePermission InOrderInformersBatchProcess OpportunisticBatching
..BB StructuredAuthenticationConfigurationJWKSMetrics
..BL CSIServiceAccountTokenSecrets
..aB ConstrainedImpersonation InPlacePodLevelResourcesVerticalScaling MutablePodResourcesForSuspendedJobs
..aB MutableSchedulingDirectivesForSuspendedJobs NodeDeclaredFeatures
..aB RestartAllContainersOnContainerExits
..aa CloudControllerManagerWatchBasedRoutesReconciliation GangScheduling GenericWorkload
..aa ImageVolumeWithDigest MutablePVNodeAffinity TaintTolerationComparisonOperators
..aa UserNamespacesHostNetworkSupport VolumeLimitScaling
..ab DRADeviceTaintRules
..bB CRDObservedGenerationTracking
.BBB DRASchedulerFilterTimeout DetectCacheInconsistency MatchLabelKeysInPodTopologySpreadSelectorMerge
.BBB PreventStaticPodAPIReferences SizeBasedListCostEstimate
.BBB StructuredAuthenticationConfigurationEgressSelector TokenRequestServiceAccountUIDValidation
.aBB ClearingNominatedNodeNameAfterBinding ContainerRestartRules EnvFiles HostnameOverride
.aBB NominatedNodeNameForExpectation
.aaB DRAConsumableCapacity DRADeviceBindingConditions DRAExtendedResource RelaxedServiceNameValidation
.aaa InPlacePodVerticalScalingExclusiveMemory
.abb PodCertificateRequest
.bbb SchedulerAsyncAPICalls
BBBB APIResponseCompression APIServerIdentity AllowParsingUserUIDFromCertAuth CPUManagerPolicyBetaOptions
BBBB ContainerCheckpoint ContextualLogging DRAResourceClaimDeviceStatus GracefulNodeShutdown
BBBB GracefulNodeShutdownBasedOnPodPriority KubeletSeparateDiskGC LoggingBetaOptions
BBBB MatchLabelKeysInPodTopologySpread OpenAPIEnums PodDeletionCost PodReadyToStartContainersCondition
BBBB PortForwardWebsockets ReloadKubeletServerCertificateFile RemoteRequestHeaderUID
BBBB RotateKubeletServerCertificate SchedulerAsyncPreemption SchedulerPopFromBackoffQ
BBBB ServiceAccountNodeAudienceRestriction StatefulSetSemanticRevisionComparison StorageVersionHash
BBBB TopologyManagerPolicyBetaOptions TranslateStreamCloseWebsocketRequests
BBBB UnauthenticatedHTTP2DOSMitigation
BBBD DisableCPUQuotaWithExclusiveCPUs
BBBL DeclarativeValidation InOrderInformers KubeletFineGrainedAuthz ProcMountType SELinuxChangePolicy
BBBL SELinuxMountReadWriteOncePod UserNamespacesSupport
BBLL ImageMaximumGCAge InPlacePodVerticalScaling JobManagedBy SupplementalGroupsPolicy SystemdWatchdog
BLLL APIServerTracing AnonymousAuthConfigurableEndpoints AuthorizeNodeWithSelectors
BLLL AuthorizeWithSelectors ConsistentListFromCache JobPodReplacementPolicy KubeletCgroupDriverFromCRI
BLLL KubeletTracing NodeSwap OrderedNamespaceDeletion PodLifecycleSleepAction
BLLL PodLifecycleSleepActionAllowZero RecoverVolumeExpansionFailure RelaxedDNSSearchValidation
BLLL RelaxedEnvironmentVariableValidation ResilientWatchCacheInitialization SchedulerQueueingHints
BLLL SeparateTaintEvictionController StreamingCollectionEncodingToJSON
BLLL StreamingCollectionEncodingToProtobuf StructuredAuthenticationConfiguration WinDSR WinOverlay
DDDD StorageNamespaceIndex
DDDL DisableNodeKubeProxyVersion
DDLL AggregatedDiscoveryRemoveBetaType
GGGG AllowServiceExternalIPs
GGLL ExecProbeTimeout
GGdd ChangeContainerStatusOnKubeletRestart
GLLL MultiCIDRServiceAllocator
LLLL AnyVolumeDataSource BtreeWatchCache CPUManagerPolicyOptions CRDValidationRatcheting
LLLL CustomResourceFieldSelectors JobBackoffLimitPerIndex JobSuccessPolicy LogarithmicScaleDown
LLLL MatchLabelKeysInPodAffinity NFTablesProxyMode NodeInclusionPolicyInPodTopologySpread
LLLL PodSchedulingReadiness RecursiveReadOnlyMounts RetryGenerateName ServiceAccountTokenJTI
LLLL ServiceAccountTokenNodeBinding ServiceAccountTokenNodeBindingValidation
LLLL ServiceAccountTokenPodNodeInfo SidecarContainers TopologyManagerPolicyOptions
aBBB KubeletServiceAccountTokenForCredentialProviders ListFromCacheSnapshot PodLevelResources
aBBB WindowsGracefulNodeShutdown
aBBG DRAPrioritizedList
aBBL DRAAdminAccess ExternalServiceAccountTokenSigner KubeletPSI KubeletPodResourcesDynamicResources
aBBL KubeletPodResourcesGet
aBLL PodObservedGenerationTracking PreferSameTrafficDistribution
aaBB DeploymentReplicaSetTerminatingReplicas HPAConfigurableTolerance KubeletCrashLoopBackOffMax
aaBB KubeletEnsureSecretPulledImages PodTopologyLabelsAdmission
aaGG InformerResourceVersion
aaaB ComponentFlagz ComponentStatusz DRADeviceTaints DRAPartitionableDevices ResourceHealthStatus
aaaB StrictIPCIDRValidation UnknownVersionInteroperabilityProxy
aaaG CustomCPUCFSQuotaPeriod
aaaa APIServingWithRoutine AllowUnsafeMalformedObjectDeletion CBORServingAndStorage
aaaa CPUManagerPolicyAlphaOptions CSIVolumeHealth ClientsAllowCBOR ClientsPreferCBOR
aaaa CloudControllerManagerWebhook ContainerStopSignals CrossNamespaceVolumeDataSource EventedPLEG
aaaa HPAScaleToZero InPlacePodVerticalScalingExclusiveCPUs KubeletInUserNamespace LoggingAlphaOptions
aaaa MemoryQoS PodAndContainerStatsFromCRI PodLogsQuerySplitStreams QOSReserved
aaaa ReduceDefaultCrashLoopBackOffDecay RuntimeClassInImageCriApi StorageCapacityScoring
aaaa StorageVersionAPI TopologyManagerPolicyAlphaOptions WindowsCPUAndMemoryAffinity
aabb MaxUnavailableStatefulSet StorageVersionMigrator
abBL MutableCSINodeAllocatableCount
abbG MutatingAdmissionPolicy
bBBB WatchList
bGGL VolumeAttributesClass
bGLL DisableAllocatorDualWrite DynamicResourceAllocation
bbBB WatchListClient
bbBL ImageVolume
bbbB WatchCacheInitializationPostStartHook
bbbL NodeLogQuery
bbbb ClusterTrustBundle ClusterTrustBundleProjection ConcurrentWatchObjectDecode
bbbb CoordinatedLeaderElection LocalStorageCapacityIsolationFSQuotaMonitoring SELinuxMount
bbbd DeclarativeValidationTakeover
dddd AllowDNSOnlyNodeCSR AllowInsecureKubeletCertificateSigningRequests KMSv1
dddd KubeletRegistrationGetOnExistsOnly WindowsHostNetwork
dddl GitRepoVolumeDriver SeparateCacheWatchRPC
ddll AllowOverwriteTerminationGracePeriodSeconds
gDDD KubeletPodResourcesListUseActivePods
gggD ServiceCIDRStatusFieldWiping
`;

const dependants = `
APIServerIdentity: StorageVersionAPI UnknownVersionInteroperabilityProxy
AtomicFIFO: StaleControllerConsistencyDaemonSet StaleControllerConsistencyJob
AtomicFIFO: StaleControllerConsistencyReplicaSet StaleControllerConsistencyStatefulSet
AuthorizeWithSelectors: AuthorizeNodeWithSelectors
ClusterTrustBundle: ClusterTrustBundleProjection
ContainerRestartRules: RestartAllContainersOnContainerExits
DRADeviceTaints: DRADeviceTaintRules
DRAResourceClaimDeviceStatus: DRADeviceBindingConditions DRAResourceClaimGranularStatusAuthorization
DynamicResourceAllocation: DRAAdminAccess DRADeviceTaints DRAPartitionableDevices DRAPrioritizedList DRASchedulerFilterTimeout
DynamicResourceAllocation: ResourceHealthStatus
GangScheduling: WorkloadAwarePreemption
GenericWorkload: DRAWorkloadResourceClaims GangScheduling TopologyAwareWorkloadScheduling WorkloadWithJob
GracefulNodeShutdown: GracefulNodeShutdownBasedOnPodPriority WindowsGracefulNodeShutdown
MatchLabelKeysInPodTopologySpread: MatchLabelKeysInPodTopologySpreadSelectorMerge
NodeDeclaredFeatures: ExtendWebSocketsToKubelet InPlacePodLevelResourcesVerticalScaling
NodeDeclaredFeatures: InPlacePodVerticalScalingInitContainers RestartAllContainersOnContainerExits
NodeDeclaredFeatures: UserNamespacesHostNetworkSupport
PodLevelResources: InPlacePodLevelResourcesVerticalScaling PodLevelResourceManagers
PodLifecycleSleepAction: PodLifecycleSleepActionAllowZero
ResourceHealthStatus: ResourceHealthStatusMessage
UserNamespacesSupport: ProcMountType
`;

const stages = { a: "alpha", b: "beta", d: "deprecated", g: "stable", l: "stable" } as const;

export interface KnownGates {
  /** "unknown": no release has it. "unborn": a later one has it. */
  stateOf(gate: string, release: string): GateState | "unborn" | "unknown";
  /** Which gates need which. */
  readonly needs: readonly (readonly [gate: string, needed: string])[];
}

/** Costs a reading of the whole table: for starts that set a gate. */
export function knownGates(): KnownGates {
  const found = new Map(rowsOf(lives).flatMap(([life = "", ...gates]) => gates.map((gate) => [gate, life] as const)));
  return {
    stateOf: (gate, release) => {
      const life = found.get(gate);
      if (life === undefined) return "unknown";
      const letter = life[releases.indexOf(release)] ?? ".";
      const stage = stages[letter.toLowerCase() as keyof typeof stages];
      if (stage === undefined) return "unborn";
      return { stage, isOn: letter !== letter.toLowerCase(), isLocked: letter.toLowerCase() === "l" };
    },
    needs: rowsOf(dependants).flatMap(([needed = "", ...gates]) =>
      gates.map((gate) => [gate, needed.replace(":", "")] as const),
    ),
  };
}

function rowsOf(text: string): readonly (readonly string[])[] {
  return text
    .trim()
    .split("\n")
    .map((line) => line.split(" "));
}

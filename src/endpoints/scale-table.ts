/** A Scale as `kubectl get --subresource=scale` shows it. */
import { formatDuration } from "../meta/duration.js";
import type { KubeObject } from "../meta/object.js";
import type { RequestContext } from "./context.js";
import type { MediaType } from "./negotiate.js";
import { sendValue } from "./respond.js";
import { partialMetadata, typeMeta } from "./transform.js";

const columnDefinitions = [
  { name: "Name", type: "string", format: "", description: "", priority: 0 },
  { name: "Desired", type: "integer", format: "", description: "", priority: 0 },
  { name: "Available", type: "integer", format: "", description: "", priority: 0 },
  { name: "Age", type: "string", format: "", description: "", priority: 0 },
] as const;

export interface ScaleTableSource {
  readonly scale: KubeObject & {
    readonly spec: { readonly replicas?: number };
    readonly status: { readonly replicas: number };
  };
  readonly media: MediaType;
  /** In ms since the epoch. */
  readonly now: number;
}

export function sendScaleTable(context: RequestContext, { scale, media, now }: ScaleTableSource): void {
  const { name, creationTimestamp, resourceVersion } = scale.metadata;
  const made = typeof creationTimestamp === "string" ? Date.parse(creationTimestamp) : now;
  const cells = [name ?? "", scale.spec.replicas ?? 0, scale.status.replicas, formatDuration(now - made)];
  const rows = [{ cells, object: partialMetadata(scale, media) }];
  sendValue(context, 200, media, {
    ...typeMeta("Table", media),
    metadata: { resourceVersion },
    columnDefinitions,
    rows,
  });
}

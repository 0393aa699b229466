/** What an update of a pod's subresources may change: ephemeral containers, or the resources of containers. */
import type { Container, Pod, ResourceRequirements } from "../../../src/generated/core/v1/types.js";
import { type FieldError, forbiddenField } from "../../../src/meta/field-error.js";
import { isSame } from "../../../src/meta/same.js";
import { invalid } from "../../../src/meta/status.js";

/** Ephemeral containers are the only thing taken; metadata stays. */
export function changeEphemeralContainers(next: Pod, previous: Pod): Pod {
  if (previous.spec === undefined) return previous;
  const { ephemeralContainers: _, ...spec } = previous.spec;
  const asked = next.spec?.ephemeralContainers;
  return { ...previous, spec: asked === undefined ? spec : { ...spec, ephemeralContainers: asked } };
}

const lists = ["initContainers", "containers"] as const;

/** Processor and memory of containers that are there; everything else stays. Throws StatusError. */
export function resize(next: Pod, previous: Pod): Pod {
  const { spec } = previous;
  if (spec === undefined) return previous;
  const resized = { ...spec };
  const errors: FieldError[] = [];
  for (const list of lists) {
    const [asked, before] = [next.spec?.[list] ?? [], spec[list] ?? []];
    errors.push(...misplaced(list, asked, before));
    if (before.length > 0) resized[list] = before.map((container, index) => withResources(container, asked[index]));
  }
  const fixed = lists.some((list) => resized[list]?.some((one, index) => !onlyComputes(one, spec[list]?.[index])));
  if (errors.length === 0 && fixed) {
    errors.push(forbiddenField("spec", "only cpu and memory resources are mutable", "computeResourcesOnly"));
  }
  if (errors.length > 0) throw invalid({ group: "", kind: "Pod" }, previous.metadata.name ?? "", errors);
  return { ...previous, spec: resized };
}

/** Containers are matched by place. */
function misplaced(
  list: (typeof lists)[number],
  asked: readonly Container[],
  before: readonly Container[],
): readonly FieldError[] {
  if (asked.length !== before.length) {
    return [forbiddenField(`spec.${list}`, `${list} may not be added or removed on resize`, "sameContainers")];
  }
  return before.flatMap(({ name }, index) =>
    asked[index]?.name === name
      ? []
      : [
          forbiddenField(
            `spec.${list}[${index}].name`,
            `${list} may not be renamed or reordered on resize`,
            "sameContainers",
          ),
        ],
  );
}

function withResources(container: Container, asked: Container | undefined): Container {
  const { resources: _resources, resizePolicy: _policy, ...rest } = container;
  const { resources, resizePolicy } = asked ?? container;
  return { ...rest, ...(resources && { resources }), ...(resizePolicy && { resizePolicy }) };
}

function onlyComputes(after: Container, before: Container | undefined): boolean {
  return (
    isSame(after.resizePolicy ?? [], before?.resizePolicy ?? []) &&
    isSame(fixed(after.resources), fixed(before?.resources))
  );
}

function fixed(resources: ResourceRequirements = {}): unknown {
  const rest = (amounts: Readonly<Record<string, string>> = {}): unknown => {
    const { cpu: _cpu, memory: _memory, ...others } = amounts;
    return others;
  };
  return [rest(resources.requests), rest(resources.limits), resources.claims ?? []];
}

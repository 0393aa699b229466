/** Moves of a random life of a pod template; the same seed gives the same life. */
import type { JsonObject, JsonValue } from "../../src/meta/schema.js";
import { Random } from "./random/random.js";

export interface Move {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly contentType: string;
}

const changes = ["apply", "apply", "apply", "force", "force", "put", "merge-patch", "strategic-merge-patch"] as const;

export class RandomLife {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  birth(namespace: string): Move {
    const collection = `/api/v1/namespaces/${namespace}/podtemplates`;
    const query = `fieldManager=${this.#manager()}`;
    const body = JSON.stringify(this.#template(true));
    if (this.#random.chance(50))
      return { method: "POST", path: `${collection}?${query}`, body, contentType: "application/json" };
    return {
      method: "PATCH",
      path: `${collection}/subject?${query}`,
      body,
      contentType: "application/apply-patch+yaml",
    };
  }

  move(namespace: string): Move {
    const change = this.#random.pick(changes);
    const path = `/api/v1/namespaces/${namespace}/podtemplates/subject?fieldManager=${this.#manager()}`;
    switch (change) {
      case "put":
        return { method: "PUT", path, body: JSON.stringify(this.#template(true)), contentType: "application/json" };
      case "apply":
      case "force": {
        const body = JSON.stringify(this.#template(this.#random.chance(50)));
        const contentType = "application/apply-patch+yaml";
        return { method: "PATCH", path: change === "force" ? `${path}&force=true` : path, body, contentType };
      }
      default: {
        const body = JSON.stringify(this.#template(change === "merge-patch"));
        return { method: "PATCH", path, body, contentType: `application/${change}+json` };
      }
    }
  }

  #template(whole: boolean): JsonObject {
    return compact({
      apiVersion: "v1",
      kind: "PodTemplate",
      metadata: compact({
        name: "subject",
        labels: this.#random.maybe(50, () => this.#map(["l", "m", "n"])),
        annotations: this.#random.maybe(30, () => this.#map(["a", "b"])),
        finalizers: this.#random.maybe(20, () => this.#random.some(["e.com/a", "e.com/b", "e.com/c"])),
      }),
      template: whole ? this.#inside(true) : this.#random.maybe(80, () => this.#inside(false)),
    });
  }

  #inside(whole: boolean): JsonObject {
    const others = (names: readonly string[]): JsonValue[] =>
      this.#random.some(names).map((name) => this.#container(name));
    const containers = whole
      ? [this.#container("c"), ...others(["d", "e", "f"])]
      : this.#random.maybe(80, () => others(["c", "d", "e", "f"]));
    return compact({
      metadata: this.#random.maybe(40, () => compact({ labels: this.#random.maybe(70, () => this.#map(["l", "m"])) })),
      spec: compact({
        containers,
        nodeSelector: this.#random.maybe(30, () => this.#map(["x", "y"])),
        tolerations: this.#random.maybe(20, () => [{ key: this.#random.pick(["k", "q"]), operator: "Exists" }]),
        hostNetwork: this.#random.maybe(10, () => this.#random.chance(50)),
        volumes: this.#random.maybe(30, () =>
          this.#random.some(["v", "w"]).map((name) => ({ name, emptyDir: this.#medium() })),
        ),
        terminationGracePeriodSeconds: this.#random.maybe(20, () => this.#random.pick([5, 30])),
        imagePullSecrets: this.#random.maybe(20, () => this.#random.some(["s", "t"]).map((name) => ({ name }))),
        securityContext: this.#random.maybe(20, () => compact({ runAsUser: this.#random.maybe(50, () => 1) })),
      }),
    });
  }

  #container(name: string): JsonObject {
    return compact({
      name,
      image: this.#random.pick(["i:1", "i:2"]),
      env: this.#random.maybe(50, () =>
        this.#random.some(["A", "B", "C"]).map((key) => ({ name: key, value: this.#random.pick(["1", "2"]) })),
      ),
      ports: this.#random.maybe(50, () => this.#random.some([80, 443, 9]).map((port) => this.#port(port))),
      command: this.#random.maybe(30, () => [this.#random.pick(["a", "b"])]),
      resources: this.#random.maybe(40, () =>
        compact({
          limits: this.#random.maybe(60, () => this.#map(["cpu", "memory"])),
          requests: this.#random.maybe(30, () => this.#map(["cpu"], ["1"])),
        }),
      ),
      securityContext: this.#random.maybe(30, () =>
        compact({
          runAsUser: this.#random.maybe(50, () => this.#random.pick([1, 2])),
          readOnlyRootFilesystem: this.#random.maybe(50, () => this.#random.chance(50)),
          capabilities: this.#random.maybe(30, () => ({ add: ["X"] })),
        }),
      ),
      livenessProbe: this.#random.maybe(20, () => ({
        tcpSocket: { port: this.#random.pick([80, "web"]) },
        periodSeconds: this.#random.pick([5, 10]),
      })),
    });
  }

  #port(containerPort: number): JsonObject {
    return compact({
      containerPort,
      name: this.#random.maybe(50, () => `p${containerPort}`),
      protocol: this.#random.maybe(30, () => this.#random.pick(["TCP", "UDP"])),
    });
  }

  #medium(): JsonObject {
    return compact({ medium: this.#random.maybe(40, () => "Memory") });
  }

  #manager(): string {
    return this.#random.pick(["a", "b", "c"]);
  }

  #map(keys: readonly string[], values: readonly string[] = ["1", "2"]): JsonObject {
    return Object.fromEntries(
      keys.filter(() => this.#random.chance(50)).map((key) => [key, this.#random.pick(values)]),
    );
  }
}

function compact(members: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  const object: JsonObject = {};
  for (const [name, value] of Object.entries(members)) if (value !== undefined) object[name] = value;
  return object;
}

/** Moves of a random life of a pod template; the same seed gives the same life. */
import type { JsonObject, JsonValue } from "../../src/meta/schema.js";

export interface Move {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly contentType: string;
}

const changes = ["apply", "apply", "apply", "force", "force", "put", "merge-patch", "strategic-merge-patch"] as const;

export class RandomLife {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  birth(namespace: string): Move {
    const collection = `/api/v1/namespaces/${namespace}/podtemplates`;
    const query = `fieldManager=${this.#manager()}`;
    const body = JSON.stringify(this.#template(true));
    if (this.#chance(50))
      return { method: "POST", path: `${collection}?${query}`, body, contentType: "application/json" };
    return {
      method: "PATCH",
      path: `${collection}/subject?${query}`,
      body,
      contentType: "application/apply-patch+yaml",
    };
  }

  move(namespace: string): Move {
    const change = this.#pick(changes);
    const path = `/api/v1/namespaces/${namespace}/podtemplates/subject?fieldManager=${this.#manager()}`;
    switch (change) {
      case "put":
        return { method: "PUT", path, body: JSON.stringify(this.#template(true)), contentType: "application/json" };
      case "apply":
      case "force": {
        const body = JSON.stringify(this.#template(this.#chance(50)));
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
        labels: this.#maybe(50, () => this.#map(["l", "m", "n"])),
        annotations: this.#maybe(30, () => this.#map(["a", "b"])),
        finalizers: this.#maybe(20, () => this.#some(["e.com/a", "e.com/b", "e.com/c"])),
      }),
      template: whole ? this.#inside(true) : this.#maybe(80, () => this.#inside(false)),
    });
  }

  #inside(whole: boolean): JsonObject {
    const others = (names: readonly string[]): JsonValue[] => this.#some(names).map((name) => this.#container(name));
    const containers = whole
      ? [this.#container("c"), ...others(["d", "e", "f"])]
      : this.#maybe(80, () => others(["c", "d", "e", "f"]));
    return compact({
      metadata: this.#maybe(40, () => compact({ labels: this.#maybe(70, () => this.#map(["l", "m"])) })),
      spec: compact({
        containers,
        nodeSelector: this.#maybe(30, () => this.#map(["x", "y"])),
        tolerations: this.#maybe(20, () => [{ key: this.#pick(["k", "q"]), operator: "Exists" }]),
        hostNetwork: this.#maybe(10, () => this.#chance(50)),
        volumes: this.#maybe(30, () => this.#some(["v", "w"]).map((name) => ({ name, emptyDir: this.#medium() }))),
        terminationGracePeriodSeconds: this.#maybe(20, () => this.#pick([5, 30])),
        imagePullSecrets: this.#maybe(20, () => this.#some(["s", "t"]).map((name) => ({ name }))),
        securityContext: this.#maybe(20, () => compact({ runAsUser: this.#maybe(50, () => 1) })),
      }),
    });
  }

  #container(name: string): JsonObject {
    return compact({
      name,
      image: this.#pick(["i:1", "i:2"]),
      env: this.#maybe(50, () =>
        this.#some(["A", "B", "C"]).map((key) => ({ name: key, value: this.#pick(["1", "2"]) })),
      ),
      ports: this.#maybe(50, () => this.#some([80, 443, 9]).map((port) => this.#port(port))),
      command: this.#maybe(30, () => [this.#pick(["a", "b"])]),
      resources: this.#maybe(40, () =>
        compact({
          limits: this.#maybe(60, () => this.#map(["cpu", "memory"])),
          requests: this.#maybe(30, () => this.#map(["cpu"], ["1"])),
        }),
      ),
      securityContext: this.#maybe(30, () =>
        compact({
          runAsUser: this.#maybe(50, () => this.#pick([1, 2])),
          readOnlyRootFilesystem: this.#maybe(50, () => this.#chance(50)),
          capabilities: this.#maybe(30, () => ({ add: ["X"] })),
        }),
      ),
      livenessProbe: this.#maybe(20, () => ({
        tcpSocket: { port: this.#pick([80, "web"]) },
        periodSeconds: this.#pick([5, 10]),
      })),
    });
  }

  #port(containerPort: number): JsonObject {
    return compact({
      containerPort,
      name: this.#maybe(50, () => `p${containerPort}`),
      protocol: this.#maybe(30, () => this.#pick(["TCP", "UDP"])),
    });
  }

  #medium(): JsonObject {
    return compact({ medium: this.#maybe(40, () => "Memory") });
  }

  #manager(): string {
    return this.#pick(["a", "b", "c"]);
  }

  #map(keys: readonly string[], values: readonly string[] = ["1", "2"]): JsonObject {
    return Object.fromEntries(keys.filter(() => this.#chance(50)).map((key) => [key, this.#pick(values)]));
  }

  /** Some of them, in any order. */
  #some<T>(all: readonly T[]): T[] {
    return all
      .filter(() => this.#chance(50))
      .map((one) => ({ one, place: this.#below(1000) }))
      .sort((a, b) => a.place - b.place)
      .map(({ one }) => one);
  }

  #maybe<T>(percent: number, make: () => T): T | undefined {
    return this.#chance(percent) ? make() : undefined;
  }

  #pick<T>(from: readonly T[]): T {
    return from[this.#below(from.length)] as T;
  }

  #chance(percent: number): boolean {
    return this.#below(100) < percent;
  }

  #below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (this.#state >> 8) % limit;
  }
}

function compact(members: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  const object: JsonObject = {};
  for (const [name, value] of Object.entries(members)) if (value !== undefined) object[name] = value;
  return object;
}

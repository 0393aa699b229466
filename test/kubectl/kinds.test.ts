/**
 * The everyday commands on kinds of every group: apply, get (table, name, yaml), describe, label, annotate, patch, apply again, wait,
 * delete. One row a kind; the bodies are as small as a kube-apiserver accepts them.
 */
import assert from "node:assert/strict";
import { type Kubectl, kubectlTests, tableOf } from "../support/kubectl.js";
import { core, type KindCase, platform, workloads } from "./kind-cases.js";

const kubectlTest = await kubectlTests();

for (const kindCase of [...core, ...workloads, ...platform]) {
  kubectlTest(`${kindCase.kind}: the everyday commands`, async (kubectl) => {
    const life = new Life(kubectl, kindCase);
    await life.appliesAndReads();
    await life.changes();
    await life.ends();
  });
}

class Life {
  readonly #kubectl: Kubectl;
  readonly #case: KindCase;
  readonly #name: string;
  /** `deployment.apps/name`. */
  readonly #object: string;

  constructor(kubectl: Kubectl, kindCase: KindCase) {
    this.#kubectl = kubectl;
    this.#case = kindCase;
    this.#name = kindCase.clusterScoped ? `kind-${kubectl.namespace}` : "kind";
    this.#object = `${kindCase.printed}/${this.#name}`;
  }

  async appliesAndReads(): Promise<void> {
    const { columns, cells, kind, apiVersion, reapplied = "unchanged" } = this.#case;
    assert.equal(await this.#apply(), `${this.#object} created\n`);
    assert.equal(await this.#apply(), `${this.#object} ${reapplied}\n`);
    assert.equal(await this.#kubectl.ok(`get ${this.#object} -o name`), `${this.#object}\n`);
    const { header, rows } = tableOf(await this.#kubectl.ok(`get ${this.#object}`));
    // "AGE   PREEMPTIONPOLICY" and the like: whatever stands after the age is not compared by cell.
    assert.deepEqual(header, columns);
    assert.deepEqual(rows[0]?.slice(0, cells.length + 1), [this.#name, ...cells]);
    const yaml = await this.#kubectl.ok(`get ${this.#object} -o yaml`);
    assert.match(yaml, new RegExp(`^apiVersion: ${apiVersion}$`, "m"));
    assert.match(yaml, new RegExp(`^kind: ${kind}$`, "m"));
    assert.match(await this.#kubectl.ok(`describe ${this.#object}`), new RegExp(`^Name: +${this.#name}$`, "m"));
    assert.match(await this.#kubectl.ok(`get ${this.#case.printed} -o name`), new RegExp(`^${this.#object}$`, "m"));
  }

  async changes(): Promise<void> {
    const { patch, path, value } = this.#case;
    const args = ["patch", this.#object, "--type=merge", "-p", JSON.stringify(patch)];
    const patched = await this.#kubectl.runWords(args);
    assert.deepEqual([patched.stderr, patched.stdout], ["", `${this.#object} patched\n`]);
    assert.equal(await this.#kubectl.ok(`get ${this.#object} -o jsonpath={${path}}`), value);
    assert.equal(
      await this.#kubectl.ok(`label ${this.#object} stage=${this.#kubectl.namespace}`),
      `${this.#object} labeled\n`,
    );
    assert.equal(await this.#kubectl.ok(`annotate ${this.#object} note=here`), `${this.#object} annotated\n`);
    assert.equal(
      await this.#kubectl.ok(`get ${this.#case.printed} -l stage=${this.#kubectl.namespace} -o name`),
      `${this.#object}\n`,
    );
    assert.match(await this.#apply(), / (configured|unchanged)\n$/);
    assert.equal(
      await this.#kubectl.ok(`get ${this.#object} -o jsonpath={.metadata.labels.stage}`),
      this.#kubectl.namespace,
    );
    const replaced = await this.#kubectl.ok("replace -f -", {
      input: await this.#kubectl.ok(`get ${this.#object} -o json`),
    });
    assert.equal(replaced, `${this.#object} replaced\n`);
  }

  async ends(): Promise<void> {
    const { clusterScoped } = this.#case;
    const from = clusterScoped ? "" : ` from ${this.#kubectl.namespace} namespace`;
    // Namespaces and claims are kept by finalizers that a controller takes away.
    const done = await this.#kubectl.ok(`delete ${this.#object} --wait=false`);
    assert.equal(done, `${this.#case.printed} "${this.#name}" deleted${from}\n`);
    const { stdout } = await this.#kubectl.run(`get ${this.#object} -o jsonpath={.metadata.deletionTimestamp}`);
    if (!["Namespace", "PersistentVolume", "PersistentVolumeClaim", "Job"].includes(this.#case.kind)) {
      assert.equal(stdout, "");
      assert.match(await this.#kubectl.fails(`get ${this.#object}`), /\(NotFound\)/);
    }
  }

  #apply(): Promise<string> {
    const { apiVersion, kind, body } = this.#case;
    const input = JSON.stringify({ apiVersion, kind, metadata: { name: this.#name }, ...body });
    return this.#kubectl.ok("apply -f -", { input });
  }
}

kubectlTest("these are kinds of at least ten groups", async () => {
  const all = [...core, ...workloads, ...platform];
  const groups = new Set(all.map(({ apiVersion }) => apiVersion.replace(/\/?v\d.*$/, "")));
  assert(all.length >= 15 && groups.size >= 10, `${all.length} kinds of ${groups.size} groups`);
});

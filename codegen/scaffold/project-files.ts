/** The files of a new project that belong to no group: they make it build, start and test. */
import type { ScaffoldFile } from "./write.js";

export interface ProjectChoices {
  readonly name: string;
  /** What package.json asks for: a version range, or `file:` and a path. */
  readonly apiserver: string;
}

export function projectFiles({ name, apiserver }: ProjectChoices): ScaffoldFile[] {
  return [
    { path: "package.json", text: `${JSON.stringify(manifest(name, apiserver), null, 2)}\n` },
    { path: "tsconfig.json", text: tsconfig },
    { path: ".gitignore", text: "# Yours.\nnode_modules/\ndist/\n.apiserver/\n" },
    { path: "exec.cmd", text: `@rem Yours. ${execForCmd}` },
    { path: "README.md", text: readme(name) },
  ];
}

/** `exec` of the script `start` is a word of POSIX shells; cmd.exe looks for a program in the folder it is in. Its lines end with both. */
const execForCmd = "Lets `npm start` run in cmd.exe, which has no exec: this runs what follows the word.\r\n@%*\r\n";

export const projectScripts: Readonly<Record<string, string>> = {
  gen: "apiserver gen",
  build: "apiserver gen && tsc",
  // `exec`: the shell becomes the server, which would outlive a signal that ends npm and the shell.
  prestart: "npm run build",
  start: "exec apiserver serve --preset=generic --definitions dist",
  // Node 20 takes a folder but no pattern, Node 22 a pattern but no folder: the shell makes files of it for both.
  test: "npm run build && node --test dist/test/*/*.test.js",
  check: "apiserver gen --check && tsc --noEmit",
};

function manifest(name: string, apiserver: string): Record<string, unknown> {
  return {
    "//": "Yours. Made by `apiserver scaffold`, which never changes it again.",
    name,
    version: "0.1.0",
    private: true,
    type: "module",
    scripts: projectScripts,
    dependencies: { apiserver },
    devDependencies: { "@types/node": "^20.19.0", typescript: "^7.0.2" },
  };
}

const tsconfig = `// Yours. The folders listed under "include" are compiled to dist/, where \`apiserver serve --definitions dist\` finds them.
{
  "compilerOptions": {
    "target": "es2023",
    "module": "nodenext",
    "lib": ["es2023"],
    "types": ["node"],
    "rootDir": ".",
    "outDir": "dist",
    "strict": true,
    "noUncheckedIndexedAccess": true,
    "exactOptionalPropertyTypes": true,
    "verbatimModuleSyntax": true,
    "skipLibCheck": true,
    "sourceMap": true
  },
  "include": ["api-definitions", "generated", "test"]
}
`;

function readme(name: string): string {
  return `<!-- Yours. Made by \`apiserver scaffold\`, which never changes it again. -->
# ${name}

An API in the Kubernetes style. What it serves is said in \`api-definitions/\`; the rest is generated.

| command | does |
|---|---|
| \`npm start\` | generates, compiles and serves; prints the kubectl command to try |
| \`npm test\` | generates, compiles and tests against a server in the same process |
| \`npm run check\` | fails when \`generated/\` is out of date |
| \`npx apiserver gen --watch\` | regenerates while you edit definitions |
| \`npx apiserver scaffold kind <group> <Kind>\` | adds a kind |

| folder | whose | holds |
|---|---|---|
| \`api-definitions/<group>/group.yaml\` | yours | the versions of a group, the stored one first |
| \`api-definitions/<group>/<Kind>/kind.yaml\` | yours | names, scope, columns, subresources: what differs from the convention |
| \`api-definitions/<group>/<Kind>/<version>.schema.yaml\` | yours | shape, defaults and validation in one version |
| \`api-definitions/<group>/<Kind>/hooks.ts\` | yours | what data cannot say: rules across fields, conversion between versions |
| \`api-definitions/<group>/<Kind>/samples/\` | yours | objects that are accepted, and objects that are refused with the rule they break |
| \`test/\` | yours | tests |
| \`generated/\` | the generator's | types, schemas and records; never edit them |
`;
}

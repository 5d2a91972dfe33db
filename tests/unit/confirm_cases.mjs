// Runs confirm.mjs against a GitHub made of plain values, and prints what it did, as JSON.
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";

const { write } = await import(process.argv[2]);
const folder = mkdtempSync(`${tmpdir()}/confirm-`);
const file = `${folder}/confirm.json`;
const HEAD = "a".repeat(40);
const [BEFORE, SAID, AFTER] = ["2026-01-01T10:00:00Z", "2026-01-01T11:00:00Z", "2026-01-01T12:00:00Z"];
const GOOD = { record: "{}\n", count: 21, shown: [{ nb: "docs/nb/x.md:1: @alle <img src=x>", da: "docs/da/x.md:1: ```" }] };

async function run(said = GOOD, { right = "write", runs = [BEFORE], sha = HEAD, state = "open", from = "ours/guide", ref = "proposal/7", prepare } = {}) {
  const calls = [];
  const replies = {
    getCollaboratorPermissionLevel: { permission: right }, getCommit: { tree: { sha: "t" } }, createTree: { sha: "t2" }, createCommit: { sha: "c" },
    get: { state, head: { sha, ref, repo: from && { full_name: from } } },
  };
  const kind = () => new Proxy({}, { get: (_, name) => async (options) => (calls.push({ name, ...options }), { data: replies[name] ?? {} }) });
  const github = {
    rest: { git: kind(), issues: kind(), pulls: kind(), repos: kind(), actions: kind() },
    paginate: async (_, options) => (calls.push({ name: "runs", ...options }), runs.map((created_at) => ({ created_at }))),
  };
  const context = {
    repo: { owner: "ours", repo: "guide" },
    payload: { issue: { number: 7 }, comment: { created_at: SAID, user: { login: "kari" } }, repository: { full_name: "ours/guide", default_branch: "main" } },
  };
  if (prepare) prepare();
  else writeFileSync(file, typeof said === "string" ? said : JSON.stringify(said));
  try {
    await write({ github, context, file, head: HEAD });
    return calls;
  } catch (error) {
    return { failed: String(error), calls };
  }
}

console.log(
  JSON.stringify({
    good: await run(),
    stranger: [await run(GOOD, { right: "read" }), await run(GOOD, { right: "none" }), await run(GOOD, { right: "triage" })],
    not: [
      await run({ refused: "@alle <script>" }), await run(GOOD, { sha: "b".repeat(40) }), await run(GOOD, { runs: [AFTER] }), await run(GOOD, { runs: [] }),
      await run(GOOD, { runs: [BEFORE, AFTER] }), await run(GOOD, { state: "closed" }), await run(GOOD, { from: "their/guide" }), await run(GOOD, { from: null }),
    ],
    bad: [
      await run({ record: "x".repeat(1_000_001) }), await run({ record: 1 }), await run({}), await run("nothing"), await run(GOOD, { ref: "main" }),
      await run(GOOD, { prepare: () => (rmSync(file), symlinkSync("/etc/passwd", file)) }),
    ],
  }),
);
rmSync(folder, { recursive: true });

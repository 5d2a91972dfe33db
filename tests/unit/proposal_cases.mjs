// Runs proposal.mjs against a GitHub made of plain values, and prints what it did, as JSON.
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";

const { open } = await import(process.argv[2]);
const folder = mkdtempSync(`${tmpdir()}/proposal-`);
const file = `${folder}/proposal.json`;
const BASE = "a".repeat(40);
const PAGE = "docs/nb/ivig/dose.md";
const context = {
  repo: { owner: "ours", repo: "guide" },
  payload: { issue: { number: 7, title: `Endring\n@alle ${"x".repeat(200)}` }, repository: { default_branch: "main" } },
};
const REPLIES = { getCommit: { tree: { sha: "t" } }, createTree: { sha: "t2" }, createCommit: { sha: "c" }, create: { number: 8 } };

async function run(said, { base = BASE, prepare = (text) => writeFileSync(file, text) } = {}) {
  const calls = [];
  const kind = () => new Proxy({}, { get: (_, name) => async (options) => (calls.push({ name, ...options }), { data: REPLIES[name] ?? {} }) });
  const github = { rest: { git: kind(), issues: kind(), pulls: kind() } };
  prepare(typeof said === "string" ? said : JSON.stringify(said));
  try {
    await open({ github, context, file, base });
    return calls;
  } catch (error) {
    return { failed: String(error), calls };
  }
}

const page = (name, content = "x") => run({ files: { [name]: content } });
console.log(
  JSON.stringify({
    good: await run({ files: { [PAGE]: "# Ny\n" } }),
    refused: await run({ refused: "line 3: @alle is no page" }),
    bad: [
      await page("docs/nb/../../.github/workflows/x.md"), await page("docs/sv/x.md"), await page("docs/nb/x.py"), await page("/docs/nb/x.md"),
      await page(PAGE, "x".repeat(100_001)), await page(PAGE, { x: 1 }), await run({ files: {} }), await run("nothing"), await run({}),
      await run({ files: Object.fromEntries([...Array(41).keys()].map((at) => [`docs/nb/a${at}.md`, "x"])) }),
      await run({ files: { [PAGE]: "x" } }, { base: "main" }),
      await run("", { prepare: () => (rmSync(file), symlinkSync("/etc/passwd", file)) }),
    ],
  }),
);
rmSync(folder, { recursive: true });

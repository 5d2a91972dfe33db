// Opens the pull request of a proposal that came as an issue. The pages were worked out by a job that may only read; here they are
// looked at once more: pages of the two languages and nothing else, plain files, of limited number and size.
import { constants } from "node:fs";
import { open as openFile } from "node:fs/promises";

import { plain, tame } from "./comment.mjs";

const PAGE = /^docs\/(?:nb|da)\/(?:[a-z0-9][a-z0-9-]*\/)*[a-z0-9][a-z0-9-]*\.md$/;
const FILE_LIMIT = 5_000_000; // bytes
const PAGE_LIMIT = 100_000; // characters
const MOST_PAGES = 40;
const TITLE_LIMIT = 100;

/** What the other job left; never through a link, never more than a limit. */
async function read(file) {
  const handle = await openFile(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { size } = await handle.stat();
    if (size > FILE_LIMIT) throw new Error(`the proposal has ${size} bytes; at most ${FILE_LIMIT} are taken`);
    return JSON.parse(await handle.readFile("utf8"));
  } finally {
    await handle.close();
  }
}

/** The pages as entries of a tree. Throws for anything else. */
export function entries(files) {
  const pages = Object.entries(files ?? {});
  if (!pages.length || pages.length > MOST_PAGES) throw new Error(`${pages.length} pages; 1 to ${MOST_PAGES} are taken`);
  return pages.map(([path, content]) => {
    if (!PAGE.test(path)) throw new Error(`${path} is no page`);
    if (typeof content !== "string" || content.length > PAGE_LIMIT) throw new Error(`${path} is no text, or too long`);
    return { path, mode: "100644", type: "blob", content };
  });
}

/** One line of an unknown hand, cut to size. */
const titleOf = (text) => tame(String(text ?? "")).replace(/[\s\u0085\p{Cc}]+/gu, " ").trim().slice(0, TITLE_LIMIT);

/** Makes branch and pull request, and answers in the issue; of what is not taken it says why. */
export async function open({ github, context, file, base }) {
  const { owner, repo } = context.repo;
  const { number, title } = context.payload.issue;
  const answer = (body) => github.rest.issues.createComment({ owner, repo, issue_number: number, body });
  const said = await read(file);
  if (said.refused)
    return answer(`Forslaget er ikke tatt inn. / Forslaget er ikke taget ind.\n\n${plain(said.refused)}`);
  if (!/^[0-9a-f]{40}$/.test(base ?? "")) throw new Error("no commit to begin from");
  const tree = entries(said.files);
  const named = `Forslag #${number}: ${titleOf(title)}`;
  const parent = await github.rest.git.getCommit({ owner, repo, commit_sha: base });
  const made = await github.rest.git.createTree({ owner, repo, base_tree: parent.data.tree.sha, tree });
  const commit = await github.rest.git.createCommit({ owner, repo, message: named, tree: made.data.sha, parents: [base] });
  const branch = `proposal/${number}`;
  // One that is there already is somebody's: this then fails, and nothing is lost.
  await github.rest.git.createRef({ owner, repo, ref: `refs/heads/${branch}`, sha: commit.data.sha });
  const pull = await github.rest.pulls.create({
    owner,
    repo,
    title: named,
    head: branch,
    base: context.payload.repository.default_branch,
    body:
      `Fra sak #${number}; grunn og kilde står der. / Fra sag #${number}; begrundelse og kilde står dér.\n\n` +
      "Lukk og åpne denne igjen for at kontrollene skal gå: det som en arbeidsflyt åpner, setter dem ikke i gang. / " +
      "Luk og åbn denne igen, så kontrollerne kører: Det, som et workflow åbner, sætter dem ikke i gang.",
  });
  return answer(`Forslaget er nå pull request #${pull.data.number}. / Forslaget er nu pull request #${pull.data.number}.`);
}

// Where the project's repository stands, and the addresses there that take a text. The place is one setting: `repository` in mkdocs.yml.

import { meta } from "./page.mjs";

/** Longest address that hosts and browsers take for sure. */
const LONGEST = 7000;

/** The repository's address without its last slash; nothing where none is set. */
export function repository() {
  const told = meta("ig-repository").replace(/\/+$/, "");
  return /^https:\/\/[a-z0-9.-]+(:\d+)?\/\S+$/i.test(told) ? told : "";
}

/** What a reader calls the host. */
export const hostName = () => (repository() ? new URL(repository()).hostname : "");

const isGitlab = () => /(^|\.)gitlab\./.test(hostName());
const isGithub = () => hostName() === "github.com";

/**
 * The address of a new issue, filled in; of one whose text is too long, null.
 * @param {string} title @param {string} body
 */
export function issueAddress(title, body) {
  if (!repository()) return null;
  const names = isGitlab() ? ["issue[title]", "issue[description]"] : ["title", "body"];
  const asked = new URLSearchParams([[names[0] ?? "", title], [names[1] ?? "", body]]);
  const address = `${repository()}${isGitlab() ? "/-" : ""}/issues/new?${asked}`;
  return address.length > LONGEST ? null : address;
}

/** Where a file can be edited in the host's own editor. @param {string} file */
export const editAddress = (file) => `${repository()}/${isGitlab() ? "-/edit" : isGithub() ? "edit" : "_edit"}/main/${file}`;

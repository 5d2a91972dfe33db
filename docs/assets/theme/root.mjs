// The front door: leads to the language of the device. Its plain links do the same by hand.

const wanted = navigator.languages.map((tag) => tag.toLowerCase().split("-")[0] ?? "");
const norwegian = ["nb", "no", "nn"];
const first = wanted.find((tag) => tag === "da" || norwegian.includes(tag));

// replace: "back" must not lead into this page again
if (first) location.replace(new URL(first === "da" ? "da/" : "nb/", document.baseURI));
export {};

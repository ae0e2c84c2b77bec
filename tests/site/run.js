/* Answers each line of standard input, {party, day, set?}, with what the site's page says of the party; with `files` with
   the command, its file and a regression case; with `form` with the changes that its form makes of `values`, by the id of
   a field; with `words`, a type and a value, with how the page says it. The one argument is a file with {folded, told,
   cautions}. */
const fs = require("fs");
const vm = require("vm");
const engine = `${__dirname}/../../engine/secg`;

/* Just enough of a page for the form. */
class Part {
  constructor(name) {
    Object.assign(this, { name, children: [], heard: {}, classList: { toggle() {} } });
  }
  append(...children) {
    this.children.push(...children);
  }
  setAttribute(name, value) {
    this[name] = value;
  }
  addEventListener(name, listener) {
    this.heard[name] = listener;
  }
  all() {
    return [this, ...this.children.flatMap((child) => (child instanceof Part ? child.all() : []))];
  }
  get textContent() {
    return this.children.map((child) => child.textContent ?? child).join("");
  }
}
globalThis.document = { createElement: (name) => new Part(name), getElementById: () => null };
for (const name of ["elements", "scenario", "changes", "form", "files"]) vm.runInThisContext(fs.readFileSync(`${engine}/site/${name}.js`, "utf-8"));
const { derive } = require(`${engine}/portable/evaluator.js`);
const { folded, told, cautions } = JSON.parse(fs.readFileSync(process.argv[2], "utf-8"));
const model = unfolded(folded);
const parties = unfoldedParties(told);

/* What the form offers of a party, and the changes that it makes where fields are given values and buttons are pressed. */
function formed(own, day, values) {
  const changes = [];
  const parts = factFields(model, parties, own.statements, day, (text) => changes.push(text)).flatMap((part) => part.all());
  for (const [id, value] of Object.entries(values)) {
    const field = parts.find((part) => part.id === id);
    field.remove = field.focus = field.removeAttribute = () => {};
    if (value !== null) field[typeof value === "boolean" ? "checked" : "value"] = value;
    const react = field.heard.change || field.heard.click;
    if (react) react({ target: field });
  }
  return { changes, words: parts.map((part) => part.textContent).filter(Boolean) };
}

function answer({ party, day, set, files, form, words }) {
  try {
    if (words) return { words: wordsOf(model, parties, ...words) };
    const changes = (set || []).map((text) => readChange(model, parties, text, day));
    const code = codeOn(model, day);
    const all = changed(model, parties, party, changes, day);
    const own = all.find((other) => other.party === party);
    if (form) return formed(own, day, form);
    const relations = derive(model, code, factsOn(model, all, day));
    const { answers, next, duties, warnings } = outcomes(model, relations, party);
    if (files) {
      const command = commandFor(party, set || [], code, day);
      return { command, party: partyFile(model, own, day), case: caseFile(model, own, day, code, { answers }, "S0") };
    }
    const warned = ({ predicate, row }) => [predicate, ...row.slice(1)].join(" ");
    const told = ({ question, value }) => [question.slice(1), value];
    return {
      code: codeName(code),
      answers: answers.map(told),
      next: next.map(told),
      cautions: cautionsOn(model, cautions, code, parties.find((other) => other.party === party), day),
      warnings: [...new Set([...warnings, ...duties.flatMap(({ doubts }) => doubts)].map(warned))].sort(),
      duties: duties.map(({ row, status, days }) => [row.slice(1), status, days]),
    };
  } catch (error) {
    return { error: error.message };
  }
}

require("readline")
  .createInterface({ input: process.stdin })
  .on("line", (line) => console.log(JSON.stringify(answer(JSON.parse(line)))));

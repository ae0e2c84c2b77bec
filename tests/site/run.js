/* Answers each line of standard input, {party, day, set?}, with what the site's page says of the party, or with `files`
   with its file and a regression case. The one argument
   is a file with {folded, told, cautions}. */
const fs = require("fs");
const engine = "../../engine/secg";
const { derive } = require(`${engine}/portable/evaluator.js`);
const { caseFile, cautionsOn, partyFile, codeOn, codeName, factsOn, readChange, changed, outcomes, unfolded, unfoldedParties } = require(
  `${engine}/site/scenario.js`,
);
const { folded, told, cautions } = JSON.parse(fs.readFileSync(process.argv[2], "utf-8"));
const model = unfolded(folded);
const parties = unfoldedParties(told);

function answer({ party, day, set, files }) {
  try {
    const changes = (set || []).map((text) => readChange(model, parties, text, day));
    const code = codeOn(model, day);
    const relations = derive(model, code, factsOn(model, changed(model, parties, party, changes, day), day));
    const { answers, next, duties, warnings } = outcomes(model, relations, party);
    const own = parties.find((other) => other.party === party);
    if (files) {
      const said = outcomes(model, relations, party);
      return { party: partyFile(model, own, day), case: caseFile(model, own, day, code, said, "S0") };
    }
    const warned = ({ predicate, row }) => [predicate, ...row.slice(1)].join(" ");
    const told = ({ question, value }) => [question.slice(1), value];
    return {
      code: codeName(code),
      answers: answers.map(told),
      next: next.map(told),
      cautions: cautionsOn(model, cautions, code, parties.find((other) => other.party === party), day),
      warnings: [...new Set([...warnings, ...duties.flatMap(({ doubts }) => doubts)].map(warned))].sort(),
      duties: duties.map(({ row, status }) => [row.slice(1), status]),
    };
  } catch (error) {
    return { error: error.message };
  }
}

require("readline")
  .createInterface({ input: process.stdin })
  .on("line", (line) => console.log(JSON.stringify(answer(JSON.parse(line)))));

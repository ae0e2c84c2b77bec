/* Answers each line of standard input with a line, both JSON: {model, code, base} with all rows and the sizes of their
   proofs, {shift: [day, step, unit]} with the day moved, {calculate: [operator, left, right]} with the number. */
const { derive, Prover, shiftDay, calculate } = require("../../engine/secg/portable/evaluator.js");

const shown = (value) => (typeof value === "bigint" ? { big: String(value) } : value);

function answer({ model, code, base, shift, calculate: calculation }) {
  try {
    if (shift) return { day: shiftDay(...shift) };
    if (calculation) return { number: shown(calculate(...calculation) ?? null) };
    const relations = derive(model, code, base);
    const rows = {};
    for (const [predicate] of code.order) rows[predicate] = relations.of(predicate).map((row) => row.map(shown));
    const prover = new Prover(model, code, relations);
    const sizes = {};
    for (const [predicate] of code.order) {
      sizes[predicate] = relations.of(predicate).map((row) => {
        const proof = prover.prove(predicate, row);
        return proof ? [proof.size, proof.unnumbered] : null;
      });
    }
    return { rows, sizes };
  } catch (error) {
    return { error: String(error.message).slice(0, 200) };
  }
}

require("readline")
  .createInterface({ input: process.stdin })
  .on("line", (line) => console.log(JSON.stringify(answer(JSON.parse(line)))));

/* Milliseconds to evaluate all parties of a Code in a page or on Node that has not run the rules yet, and again, as the
   medians of 40 times. Reads what the scripts of the site define. */

"use strict";

function timed(day) {
  const since = (start) => performance.now() - start;
  const read = performance.now();
  const model = unfolded(SECG_MODEL);
  const parties = unfoldedParties(SECG_PARTIES);
  const code = codeOn(model, day);
  const evaluation = () => {
    const started = performance.now();
    const facts = factsOn(model, parties, day);
    const stated = performance.now();
    const relations = derive(model, code, facts);
    const derived = performance.now();
    const first = outcomes(model, relations, parties[0].party);
    const told = performance.now();
    const all = [first, ...parties.slice(1).map(({ party }) => outcomes(model, relations, party))];
    return { facts: stated - started, derive: derived - stated, one: told - derived, all: since(derived), whole: since(started), told: all.length };
  };
  const reading = since(read);
  const cold = evaluation();
  for (let times = 0; times < 60; times++) evaluation();
  const runs = Array.from({ length: 40 }, evaluation);
  const median = (name) => runs.map((run) => run[name]).sort((left, right) => left - right)[20];
  return { reading, cold, warm: Object.fromEntries(Object.keys(cold).map((name) => [name, median(name)])) };
}

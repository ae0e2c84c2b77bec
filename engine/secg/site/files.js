/* A scenario elsewhere: as a command, as the party's file and as a regression case. Reads scenario.js and
   changes.js. */

"use strict";

const written = (value) => (typeof value === "string" && !/^\d{4}-\d{2}-\d{2}$/.test(value) ? JSON.stringify(value) : String(value));

/* A word for a shell. */
const quoted = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replace(/'/g, "'\\''")}'`);

/* The command that gives the same. */
function commandFor(party, changes, code, day) {
  const sets = changes.flatMap((text) => ["--set", text]);
  const rest = [...sets, "--as-at", day, "--version", code.version, ...code.with.flatMap((name) => ["--with", name])];
  // what begins like an option is none behind this mark, nor is anything else
  const words = party.startsWith("-") ? [...rest, "--", party] : [party, ...rest];
  return ["secg", changes.length ? "what-if" : "explain", ...words].map(quoted).join(" ");
}

/* The party's file, with what holds on the day. */
function partyFile(model, own, day) {
  const holding = holdingOn(own.statements, day);
  const begun = holding.flatMap(([name, row]) => row.filter((_, at) => declared(model, name).arguments[at][0] === declared(model, name).begins));
  // the days of the statements are not in the file, and what is supposed may be later
  const told = [own.told_to < day ? own.told_to : day, ...begun].sort().at(-1);
  const lines = [
    "# yaml-language-server: $schema=schema.json",
    `party: ${JSON.stringify(own.party)}`,
    `name: ${JSON.stringify(own.name)}`,
    ...(own.told_to ? [`as_of: ${told}`] : []),
    "facts:",
  ];
  for (const fact of ofKind(model, "fact").filter(({ field }) => !field)) {
    const stated = holding.filter(([name]) => name === fact.name);
    if (stated.length) lines.push(`  ${fact.name}:`);
    for (const [, row] of stated) {
      const single = fact.arguments.length === 2;
      const pairs = fact.arguments.slice(1).map(([name], at) => [name, row[at + 1]]);
      for (const [name, other] of holding.filter(([name, other]) => isFieldOf(model, name, other, fact.name, row))) {
        const key = declared(model, name).field.split(".")[1];
        const at = declared(model, name).arguments.findIndex(([argument]) => argument === key);
        pairs.push([key, at < 0 ? true : other[at]]);
      }
      const plain = single && pairs.length === 1;
      const record = pairs.map(([name, value]) => `${name}: ${written(value)}`).join(", ");
      const line = `    - ${plain ? written(pairs[0][1]) : pairs.length ? `{${record}}` : "true"}`;
      if (!lines.includes(line, lines.lastIndexOf(`  ${fact.name}:`))) lines.push(line);
    }
  }
  if (lines.at(-1) === "facts:") lines[lines.length - 1] = "facts: {}";
  return lines.join("\n");
}

/* A regression case of the assessments, for the folder of the Code's version; why there is none, where none can be. */
function caseFile(model, own, day, code, said, source) {
  const none = (why) => `# no regression case: ${why}`;
  if (day < code.in_force || codeOn(model, day).version !== code.version) return none(`the Code of ${code.version} is not in force on ${day}`);
  const groups = new Map();
  for (const answer of said.answers) groups.set(answer.question[1], [...(groups.get(answer.question[1]) || []), answer.value]);
  if (!groups.size) {
    for (const { arguments: [, [, type]] } of ofKind(model, "answer")) {
      for (const group of Object.keys(model.vocabulary.types[type])) groups.set(group, null);
    }
  }
  if (!groups.size) return none("a case is of assessments, and the Code has none");
  if ([...groups.values()].some((values) => values && (values.length !== 3 || values.includes(CONFLICT)))) {
    return none("it could expect neither a contradiction nor other years than three");
  }
  const assessments = [...groups].map(([group, values]) => `${group}: ${values ? `[${values.join(", ")}]` : "none"}`).join(", ");
  return [
    `# tests/regression/${code.version}/scenario.yaml`,
    `- case: ${JSON.stringify(`${own.name} as at ${day} under ${codeName(code)}`)}`,
    `  source: ${JSON.stringify(source)} # put the source that says so`,
    `  as_at: ${day}`,
    `  party: ${JSON.stringify(own.party)}`,
    ...(code.with.length ? [`  with: ${JSON.stringify(code.with)}`] : []),
    "  expect:",
    `    assessments: {${assessments}}`,
  ].join("\n");
}

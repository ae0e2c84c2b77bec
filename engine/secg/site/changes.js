/* Changes of a party's facts: read as secg what-if --set takes them, and made. Reads scenario.js. */

"use strict";

/* The parts of a text between marks that do not stand between double quotes. */
function split(text, mark) {
  const parts = [""];
  let inside = false;
  for (const letter of text) {
    if (letter === '"') inside = !inside; // a doubled quote ends the quotation and begins it again
    if (letter === mark && !inside) parts.push("");
    else parts[parts.length - 1] += letter;
  }
  return parts;
}

/* One value, without the double quotes that it may stand in; a number between quotes is none. */
function unquoted(type, text) {
  const value = text.trim();
  return /^".*"$/s.test(value) && !isNumberType(type) ? value.slice(1, -1).replace(/""/g, '"') : value;
}

/* A value as a change has it: between double quotes where it has a mark of the form in it. */
function inChange(value) {
  const text = String(value);
  return text === text.trim() && !/[,:"]/.test(text) ? text : `"${text.replace(/"/g, '""')}"`;
}

/* The values that a change writes, by the keys of its fact. */
function readKeys(fact, keys, text) {
  const parts = split(text, ",");
  if (keys.length === 1 && split(text, ":").length === 1) {
    if (parts.length === 1) return new Map([[keys[0][0], text]]);
    throw new Error(`“${text}” has several values; digits are grouped as in 250_000, and a text with a comma stands between double quotes`);
  }
  const named = new Map();
  for (const part of parts) {
    const [key, ...rest] = split(part, ":");
    if (!rest.length) throw new Error(`“${part.trim()}” is no KEY:VALUE; a text with a comma stands between double quotes`);
    const name = key.trim();
    if (named.has(name)) throw new Error(`“${name}” is there twice`);
    if (!keys.some(([known]) => known === name)) {
      throw new Error(`“${name}” is no key of ${fact} that this page takes: ${keys.map(([known]) => known).join(", ")}; secg what-if takes optional keys`);
    }
    named.set(name, rest.join(":"));
  }
  return named;
}

/* Why the values of a record cannot stand together; empty where they can. */
function recordFault(model, fact, values) {
  const keys = declared(model, fact).arguments.slice(1);
  const of = (key) => values[keys.findIndex(([name]) => name === key)];
  const { not_before, windows = [] } = model.limits[fact] || {};
  const early = not_before && keys.find(([key, type]) => type === "date" && of(key) < of(not_before));
  if (early) return `“${of(early[0])}” is before “${of(not_before)}”`;
  const found = windows.find(([key, symbol, dating, first, last]) => of(key) === symbol && (of(dating) < first || (last && last < of(dating))));
  return found ? `“${found[1]}” is not in use on ${dayWords(of(found[2]))}` : "";
}

/* A change `FACT=VALUE`, `FACT+=KEY:VALUE,KEY:VALUE` or `FACT-=…`, as secg what-if --set takes it: {fact, how, values}.
   Throws an Error that says what is wrong. */
function readChange(model, parties, text, day) {
  const match = /^([A-Za-z_][A-Za-z0-9_]*)\s*(\+=|-=|=)(.*)$/.exec(text.trim());
  if (!match) throw new Error(`“${text}” is no change such as domestic_premises=300000`);
  const [, fact, how, written] = match;
  const predicate = Object.hasOwn(model.vocabulary.predicates, fact) ? declared(model, fact) : undefined;
  if (!predicate || predicate.kind !== "fact" || predicate.field) throw new Error(`“${fact}” is no fact that a party states`);
  const keys = predicate.arguments.slice(1);
  if (how !== "=" && predicate.one_at_a_time) throw new Error(`“${fact}” has one value at a time: write ${fact}=…`);
  if (how === "=" && written.trim() === "") return { fact, how, values: null };
  if (!keys.length && (how === "-=" || written.trim() !== "true")) throw new Error(`“${fact}” has no value: write ${fact}=true, or ${fact}= to take it away`);
  const named = keys.length ? readKeys(fact, keys, written) : new Map();
  const values = keys.map(([key, type]) => {
    const value = unquoted(type, named.get(key) || "");
    if (value === "") throw new Error(`“${text}” says nothing of ${key}`);
    const fault = valueFault(model, parties, type, value);
    if (fault) throw new Error(fault);
    if (day && key === predicate.begins && how !== "-=" && value > day) throw new Error(`“${text}” does not hold yet on ${dayWords(day)}`);
    return valueOf(type, value);
  });
  const fault = how === "-=" ? "" : recordFault(model, fact, values);
  if (fault) throw new Error(fault);
  return { fact, how, values };
}

/* The parties with changes of one party's facts on a day, in order. What is stated of a record goes with the record; a
   value in the place of the one value at a time keeps what is stated of that, as the day from which it holds. Throws an
   Error for a record that has the name of another one, and for what is taken away and not stated. */
function changed(model, parties, party, changes, day) {
  return parties.map((other) => {
    if (other.party !== party) return other;
    let statements = other.statements;
    for (const { fact, how, values } of changes) {
      const single = declared(model, fact).one_at_a_time || how === "=";
      const goes = (row) => (how === "-=" ? same(row.slice(1), values) : single || same(row.slice(1), values));
      if ((how === "-=" || !values) && !holdingOn(statements, day).some(([predicate, row]) => predicate === fact && goes(row))) {
        throw new Error(`no such ${fact.replace(/_/g, " ")} is stated on ${dayWords(day)} that could be taken away`);
      }
      const at = declared(model, fact).named_by;
      if (how === "+=" && at && holdingOn(statements, day).some(([predicate, row]) => predicate === fact && row[at] === values[at - 1] && !same(row.slice(1), values))) {
        throw new Error(`another ${fact.replace(/_/g, " ")} is called “${values[at - 1]}”, and what is told of it would count for this one`);
      }
      const gone = statements.filter(([predicate, row]) => predicate === fact && goes(row)).map(([, row]) => row);
      const kept = how !== "-=" && values && declared(model, fact).one_at_a_time
        ? keptFields(model, statements, fact, [party, ...values], day)
        : [];
      statements = statements.filter(([predicate, row]) => {
        if (predicate === fact) return !goes(row);
        return !gone.some((record) => isFieldOf(model, predicate, row, fact, record));
      });
      statements = [...statements, ...kept];
      if (how !== "-=" && values) statements = [...statements, [fact, [party, ...values], null, null]];
    }
    return { ...other, statements };
  });
}

function holdingOn(statements, day) {
  return statements.filter(([, , from, to]) => (from === null || from <= day) && (to === null || day <= to));
}

function isFieldOf(model, predicate, row, fact, record) {
  if ((declared(model, predicate).field || "").split(".")[0] !== fact) return false;
  const keys = declared(model, predicate).arguments.map(([name]) => name);
  return declared(model, fact).arguments.every(([name], at) => !keys.includes(name) || row[keys.indexOf(name)] === record[at]);
}

/* What is stated of the one value that holds on the day, as it reads of the value in its place. */
function keptFields(model, statements, fact, replacing, day) {
  const holding = holdingOn(statements, day);
  const standing = holding.filter((statement) => statement[0] === fact).map(([, row]) => row);
  const names = declared(model, fact).arguments.map(([name]) => name);
  return holding
    .filter((statement) => standing.some((record) => isFieldOf(model, statement[0], statement[1], fact, record)))
    .map(([predicate, row]) => {
      const keys = declared(model, predicate).arguments.map(([name]) => name);
      return [predicate, row.map((value, at) => (names.includes(keys[at]) ? replacing[names.indexOf(keys[at])] : value)), null, null];
    });
}

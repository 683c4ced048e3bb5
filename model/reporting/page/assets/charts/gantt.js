// Transfers, validations, approvals and campaigns, by line.

const GANTT_COLUMNS = [
  { name: "line", label: "line" },
  { name: "site", label: "site" },
  { name: "programme", label: "programme" },
  { name: "client", label: "client" },
  { name: "step", label: "step" },
  { name: "what", label: "what" },
  { name: "since", label: "from" },
  { name: "until", label: "until the end of" },
  { name: "batches", label: "batches", unit: "batches" },
  { name: "kg_released", label: "good kg begun", unit: "kg" },
  { name: "cost_m", label: "cost, not discounted", unit: money },
  { name: "serves", label: "for" },
];

/** A stretch of time on a line, from one time stamp to another. */
function stretch(base, what, from, to, more = {}) {
  const until = to > from ? monthOf(to - 1) : "";
  return { ...base, ...more, what, from, to, since: monthOf(from), until, client: clientOf.get(base.programme) || "" };
}

/** Neighbouring periods of a recipe as one stretch; `parts(row)` tells where a new one begins. */
function runs(rows, what, parts, sums) {
  const found = [];
  let last = null;
  for (const row of rows) {
    const from = begins(row.period);
    if (last && last.to === from && last.key === row.key && !parts(row)) {
      last.to = ends(row.period);
      for (const name of sums) last[name] += row[name];
      continue;
    }
    last = { key: row.key, line: row.line, programme: row.programme, step: row.step, from, to: ends(row.period) };
    for (const name of sums) last[name] = row[name];
    found.push(last);
  }
  return found.map(({ key, from, to, ...rest }) => stretch({ ...rest, site: siteOfLine.get(rest.line) }, what, from, to));
}

function campaigns(now) {
  const rows = table("Production")
    .filter((row) => now.programme(row.programme) && now.site(siteOfLine.get(row.line)) && now.periodOrTail(row.period))
    .map((row) => ({ ...row, key: `${row.programme}\u0000${row.step}\u0000${row.line}` }));
  const commercial = rows.filter((row) => row.campaign === 1).map((row) => onlyOf(row, row.batches));
  const tried = rows.filter((row) => row.validation === 1).map((row) => onlyOf(row, row.validation_batches));
  return [
    ...runs(commercial, "campaign", (row) => row.carry_over === 0, ["batches", "kg_released"]),
    ...runs(tried, "validation", () => false, ["batches", "kg_released"]),
  ];
}

/** A period that has both kinds has one row in Production: each batch gives the same kg. */
function onlyOf(row, batches) {
  const all = row.batches + row.validation_batches;
  return { ...row, batches, kg_released: all ? (row.kg_released * batches) / all : 0 };
}

/** The line on which a transfer is shown: its validation's, else the first of the site that can. */
function lineOfTransfer(row, decisions) {
  const mine = (other) => ["programme", "step", "site"].every((name) => other[name] === row[name]);
  const validation = decisions.find((other) => other.decision === "validation" && mine(other) && other.date >= row.date);
  if (validation) return validation.line;
  const able = known.recipes.find((r) => r.programme === row.programme && r.step === row.step && siteOfLine.get(r.line) === row.site);
  return able ? able.line : "";
}

function transfers(now) {
  const all = table("Decisions");
  const rows = all.filter((row) => now.programme(row.programme) && now.site(row.site));
  const found = [];
  for (const row of rows) {
    const from = monthStart(row.date);
    const base = { programme: row.programme, step: row.step, site: row.site, cost_m: row.cost_m, serves: row.serves };
    if (row.decision === "transfer") {
      const line = lineOfTransfer(row, all);
      const after = nextOf(row, all, ["validation", "approval"]);
      found.push(stretch({ ...base, line }, "transfer", from, after ? monthStart(after.date) : from));
    } else if (row.decision === "approval") {
      const line = lineOfTransfer({ ...row, date: "" }, all);
      found.push(stretch({ ...base, line, cost_m: null }, "approval", from, from));
    } else if (row.decision !== "validation") {
      found.push(stretch({ ...base, line: row.line }, row.decision, from, from));
    }
  }
  return found.filter((row) => inShownTime(now, row));
}

function nextOf(row, decisions, kinds) {
  return decisions.find((other) => kinds.includes(other.decision) && other.date >= row.date
    && ["programme", "step", "site"].every((name) => other[name] === row[name]));
}

function inShownTime(now, row) {
  if (!now.someYears) return true;
  const [first, last] = [row.from, Math.max(row.from, row.to - 1)].map((stamp) => new Date(stamp).getUTCFullYear());
  return years.some((year) => now.year(year) && year >= first && year <= last);
}

/** From the end of the validation to the approval: nothing is made, the file is with the authority. */
function waits(rows) {
  const found = [];
  for (const approval of rows.filter((row) => row.what === "approval")) {
    const same = (row) => ["programme", "step", "line"].every((name) => row[name] === approval[name]);
    const validated = rows.filter((row) => row.what === "validation" && same(row) && row.to <= approval.from).at(-1);
    if (validated) found.push({ ...approval, kind: "wait", from: validated.to, to: approval.from });
  }
  return found;
}

const GANTT_ORDER = ["transfer", "validation", "approval", "campaign", "investment", "opening"];
const GANTT_COLOURS = { domain: ["transfer", "validation", "waiting for approval", "campaign"], range: ["var(--c1)", "var(--c3)", "var(--wait)", "var(--c0)"] };
const POINTS = { approval: "diamond", investment: "triangle-right", opening: "triangle-up" };
const HEAD_MARK = "\u2007";

/** The rows of the picture: below each line its name, then its programmes in their order. */
function ganttRows(rows) {
  const names = [];
  for (const { line } of known.lines) {
    const mine = rows.filter((row) => row.line === line);
    if (!mine.length) continue;
    names.push(`${HEAD_MARK}${line}`);
    for (const { programme, step } of known.steps) {
      if (mine.some((row) => row.programme === programme && row.step === step)) names.push(`${line}|${stepName(programme, step)}`);
    }
  }
  return names;
}

const ganttRow = (row) => (row.programme ? `${row.line}|${stepName(row.programme, row.step)}` : `${HEAD_MARK}${row.line}`);

chart("gantt", (now) => {
  const rows = [...transfers(now), ...campaigns(now)].sort((a, b) =>
    known.lines.findIndex((l) => l.line === a.line) - known.lines.findIndex((l) => l.line === b.line)
    || a.programme.localeCompare(b.programme) || a.from - b.from || GANTT_ORDER.indexOf(a.what) - GANTT_ORDER.indexOf(b.what));
  const columns = GANTT_COLUMNS;
  if (!rows.length) return { rows, columns, quiet: "Nothing is transferred or made in this view." };
  return { rows, columns, spec: ganttPicture(now, rows) };
}, 760);

function ganttPicture(now, rows) {
  const names = ganttRows(rows);
  const bars = rows.map((row) => ({ ...row, row: ganttRow(row), kind: row.what, colour: row.what }));
  const wait = waits(bars).map((row) => ({ ...row, colour: "waiting for approval" }));
  const periods = periodsShown(now, true);
  const edges = [Math.min(...(now.someYears ? [] : rows.map((row) => row.from)), begins(periods[0])), ends(periods.at(-1))];
  const tail = periods.find((name) => periodOf.get(name).tail);
  const x = { field: "from", type: "quantitative" };
  const starts = years.concat(years.at(-1) + 1, years.at(-1) + 2).map((year) => Date.UTC(year, 0));
  const scaled = { ...x, scale: { domain: edges, nice: false, zero: false, clamp: true }, title: null, axis: { values: starts.filter((stamp) => stamp >= edges[0] && stamp < edges[1]), labelExpr: "utcyear(datum.value)", grid: true, orient: "top", labelAlign: "left", labelPadding: 4 } };
  const y = { field: "row", type: "nominal", sort: names, scale: { domain: names }, title: null, axis: {
    labelExpr: `datum.value[0] === '${HEAD_MARK}' ? slice(datum.value, 1) : slice(datum.value, indexof(datum.value, '|') + 1)`,
    labelFontWeight: { condition: { test: `datum.value[0] === '${HEAD_MARK}'`, value: 700 }, value: 400 },
    labelColor: { condition: { test: `datum.value[0] === '${HEAD_MARK}'`, value: "var(--ink)" }, value: "var(--ink-2)" },
    labelLimit: 170,
  } };
  const color = { field: "colour", type: "nominal", scale: GANTT_COLOURS };
  const bar = (kind, height, data) => ({
    data: { values: data.filter((row) => row.kind === kind) },
    mark: mark("bar", { height, cornerRadius: 2, stroke: "var(--card)", strokeWidth: 1, clip: true }),
    encoding: { x, x2: { field: "to" }, y, color },
  });
  const marked = bars.filter((row) => row.kind in POINTS && row.from >= edges[0] && row.from <= edges[1]);
  const kinds = inOrder(marked.map((row) => row.kind), Object.keys(POINTS));
  const shapes = { domain: kinds, range: kinds.map((kind) => POINTS[kind]) };
  const points = {
    data: { values: marked },
    mark: mark("point", { filled: true, opacity: 1, size: 75, color: "var(--ink)", stroke: "var(--card)", strokeWidth: 1 }),
    encoding: { x, y, shape: { field: "kind", type: "nominal", scale: shapes, legend: { symbolType: null, symbolFillColor: "var(--ink)" } } },
  };
  const heads = names.filter((name) => name[0] === HEAD_MARK).map((row) => ({ row, from: edges[0], to: edges[1] }));
  const after = tail ? [{ from: begins(tail), to: edges[1] }] : [];
  return {
    height: 20 * names.length,
    layer: [
      { data: { values: after }, mark: { type: "rect", color: "var(--after)", tooltip: null }, encoding: { x: scaled, x2: { field: "to" } } },
      { data: { values: heads }, mark: { type: "bar", height: 19, color: "var(--none)", tooltip: null }, encoding: { x, x2: { field: "to" }, y } },
      bar("wait", 4, wait),
      bar("transfer", 8, bars),
      bar("validation", 13, bars),
      bar("campaign", 13, bars),
      // A legend of no shapes has no height.
      ...(marked.length ? [points] : []),
    ],
  };
}

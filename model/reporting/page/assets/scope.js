// The filters: what is chosen, what that keeps, and how it stands in the address.

const KINDS = ["programme", "client", "site", "year"];
const chosen = Object.fromEntries(KINDS.map((kind) => [kind, new Set()]));
const isChosen = (kind) => chosen[kind].size > 0;

/** What the filters keep, as tests on names; made anew at every change. */
function scope() {
  const some = isChosen("programme") || isChosen("client");
  const programmes = new Set(
    known.programmes
      .filter((p) => !isChosen("programme") || chosen.programme.has(p.programme))
      .filter((p) => !isChosen("client") || chosen.client.has(p.client))
      .map((p) => p.programme),
  );
  const site = (name) => !isChosen("site") || chosen.site.has(name);
  const year = (number) => !isChosen("year") || chosen.year.has(String(number));
  return {
    somePrograms: some,
    someSites: isChosen("site"),
    someYears: isChosen("year"),
    programmes: known.programmes.map((p) => p.programme).filter((p) => programmes.has(p)),
    // What belongs to no programme or site is left out as soon as one is chosen.
    programme: (name) => (name === "" ? !some : programmes.has(name)),
    site: (name) => (name === "" ? !isChosen("site") : site(name)),
    year,
    // Within the horizon; the tail is shown only where a chart asks for it.
    period: (label) => !periodOf.get(label).tail && year(periodOf.get(label).year),
    periodOrTail: (label) => {
      const period = periodOf.get(label);
      return period.tail ? !isChosen("year") : year(period.year);
    },
  };
}

/** The periods that the filters keep, in order. */
function periodsShown(now, tail = false) {
  const keeps = tail ? now.periodOrTail : now.period;
  return known.periods.map((p) => p.label).filter(keeps);
}

/** The years that the filters keep, in order. */
const yearsShown = (now) => years.filter(now.year);

/** The address of this view: the filters and, if any, the part of the page. */
function fragment(part = "") {
  const words = KINDS.filter(isChosen).map(
    (kind) => `${kind}=${[...chosen[kind]].map(encodeURIComponent).join(",")}`,
  );
  if (part) words.push(`at=${encodeURIComponent(part)}`);
  return words.join("&");
}

/** Take the filters from an address; what it names and is not there is left out. */
function takeFragment(text) {
  const words = new URLSearchParams(text.replaceAll("+", "%2B").replaceAll(",", "%00"));
  for (const kind of KINDS) {
    const there = new Set(page.filters[kind]);
    const wanted = (words.get(kind) || "").split("\u0000").filter((value) => there.has(value));
    chosen[kind] = new Set(wanted);
  }
  return words.get("at") || "";
}

/** What is shown, in words. */
function shownWords() {
  const parts = KINDS.map((kind) => {
    if (!isChosen(kind)) return "";
    const items = page.filters[kind].filter((value) => chosen[kind].has(value));
    return `${kind}${items.length > 1 ? "s" : ""} ${listing(items)}`;
  }).filter(Boolean);
  const programmes = scope().programmes.length;
  const none = programmes ? "" : " No programme is in all of these.";
  const time = years.length > 1 ? `${years[0]} to ${years.at(-1)}` : `${years[0]}`;
  const all = `all ${known.programmes.length} programmes, ${siteNames.length} sites, ${time}`;
  return `Shown: ${parts.length ? parts.join("; ") : all}.${none}`;
}

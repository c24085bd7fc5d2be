// Search and sort the figures of a page. Rows are read once; a search looks for every word in the text of a row.
const body = document.querySelector("#figures tbody")
const count = document.getElementById("count")
const search = document.querySelector("#find input")
const rows = [...body.rows].map((row, at) => ({ row, at, text: row.textContent.toLowerCase() }))

function show() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean)
  let shown = 0
  for (const { row, text } of rows) {
    const fits = words.every(word => text.includes(word))
    row.hidden = !fits
    shown += fits
  }
  count.textContent = count.dataset.words.replace("{shown}", shown).replace("{all}", rows.length)
}

function sort(head) {
  const down = head.ariaSort === "ascending"
  const at = head.cellIndex
  for (const other of head.parentNode.cells) other.removeAttribute("aria-sort")
  head.setAttribute("aria-sort", down ? "descending" : "ascending")
  const words = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare
  const isNumber = head.classList.contains("amount")
  const keyed = rows.map(each => [each, each.row.cells[at].dataset.key ?? each.row.cells[at].textContent])
  // What has no value stays last, whichever way; equals stay in the order of the store.
  keyed.sort(([one, mine], [other, theirs]) =>
    (mine === "") - (theirs === "") || (isNumber ? mine - theirs : words(mine, theirs)) * (down ? -1 : 1) || one.at - other.at)
  body.append(...keyed.map(([each]) => each.row))
}

let waiting
search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(show, 100) })
document.querySelector("#figures thead").addEventListener("click", event => {
  const head = event.target.closest("th")
  if (head && event.target.closest("button")) sort(head)
})
show()

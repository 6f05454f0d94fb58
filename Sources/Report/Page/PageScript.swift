/// The page's only script: tables are sorted by a click on a column's name, and what is folded is
/// unfolded to be printed. Without it tables stand in the order that matters most.
enum PageScript {
  /// Written without the characters that mean something in XML.
  static let source = """
    document.querySelectorAll("table.sortable").forEach(function (table) {
      var body = table.tBodies[0];
      var heads = Array.from(table.tHead.rows[0].cells);
      function key(row, column) {
        var text = row.cells[column].textContent.trim();
        var number = parseFloat(text.replace(/\\u2009/g, ""));
        return isNaN(number) ? text : number;
      }
      function compare(a, b) {
        if (typeof a !== typeof b) { return typeof a === "number" ? -1 : 1; }
        if (typeof a === "number") { return a - b; }
        return a.localeCompare(b);
      }
      heads.forEach(function (head, column) {
        var button = document.createElement("button");
        button.type = "button";
        button.textContent = head.textContent;
        head.textContent = "";
        head.appendChild(button);
        button.addEventListener("click", function () {
          var up = head.getAttribute("aria-sort") !== "ascending";
          heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
          head.setAttribute("aria-sort", up ? "ascending" : "descending");
          Array.from(body.rows).map(function (row) {
            return { row: row, key: key(row, column) };
          }).sort(function (a, b) {
            return up ? compare(a.key, b.key) : compare(b.key, a.key);
          }).forEach(function (entry) { body.appendChild(entry.row); });
        });
      });
    });
    window.addEventListener("beforeprint", function () {
      document.querySelectorAll("details").forEach(function (part) { part.open = true; });
    });
    """
}

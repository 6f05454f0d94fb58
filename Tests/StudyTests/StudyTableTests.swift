import Testing

@testable import Study

struct StudyTableTests {
  private let table = StudyTable(
    name: "t", title: "Table 9. A & B", columns: ["task", "Dice"],
    rows: [["Task_1, \"x\"|y", "0.500 to 0.600"], ["50 %", "−0.1"]], note: "A note.")

  @Test func markdownEscapesBars() {
    #expect(
      table.markdown == """
        **Table 9. A & B**

        | task | Dice |
        | --- | --- |
        | Task_1, "x"\\|y | 0.500 to 0.600 |
        | 50 % | −0.1 |

        A note.

        """)
  }

  @Test func csvQuotesWhatItMust() {
    #expect(
      table.csv == "task,Dice\n\"Task_1, \"\"x\"\"|y\",0.500 to 0.600\n50 %,-0.1\n")
  }

  @Test("Programs get numbers: intervals in two columns, methods beside p-values, empty fields")
  func csvForPrograms() {
    let table = StudyTable(
      name: "t", title: "", columns: ["from", "less", "interval", "p", "note"],
      rows: [
        ["a", "+0.119", "−0.016 to 0.037", "0.031 (exact)", "1 (of 2)"], ["b", "–", "–", "–", "x"],
        ["c", "1", "0.1 to 0.2", "< 0.001 (normal)", ""],
      ], note: "")
    #expect(
      table.csv == """
        from,less,"interval, low","interval, high",p,"p, method",note
        a,0.119,-0.016,0.037,0.031,exact,1 (of 2)
        b,,,,,,x
        c,1,0.1,0.2,< 0.001,normal,

        """)
  }

  @Test func latexEscapesWhatMeansSomething() {
    let latex = table.latex
    #expect(latex.contains("\\caption{A \\& B. A note.}"))
    #expect(latex.contains("Task\\_1, \"x\"|y & 0.500 to 0.600 \\\\"))
    #expect(latex.contains("50 \\% & $-$0.1 \\\\"))
    #expect(latex.contains("\\begin{tabular}{ll}"))
  }
}

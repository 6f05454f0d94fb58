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
      table.csv == "task,Dice\n\"Task_1, \"\"x\"\"|y\",0.500 to 0.600\n50 %,−0.1\n")
  }

  @Test func latexEscapesWhatMeansSomething() {
    let latex = table.latex
    #expect(latex.contains("\\caption{A \\& B. A note.}"))
    #expect(latex.contains("Task\\_1, \"x\"|y & 0.500 to 0.600 \\\\"))
    #expect(latex.contains("50 \\% & $-$0.1 \\\\"))
    #expect(latex.contains("\\begin{tabular}{ll}"))
  }
}

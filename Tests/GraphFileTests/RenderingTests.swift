import GraphFile
import Testing

@Suite struct RenderingTests {
  @Test func table() {
    #expect(
      plan(goodGraph).description == """
        sums
        Adds numbers.

        stage    kind          from                        sends                workers  \
        capacity  on failure
        ───────  ────────────  ──────────────────────────  ───────────────────  ───────  \
        ────────  ────────────────────────
        numbers  count                                     number [int64, 0-D]           \
                  stop
        more     add-constant  numbers                     number [int64, 0-D]  2        \
        2         retry 2, then quarantine
        pairs    add-pair      left: numbers, right: more  number [int64, 0-D]  1        \
        3         stop
        batches  batch         pairs                       batch [1-D]                   \
        2         stop
        totals   total         batches                     number [int64, 0-D]  1        \
        2         stop
        keep     collect       totals                                                    \
        2         quarantine

        Options that differ from their defaults
          numbers
            folder: /
            limit: 4
            kinds: [odd, even]
          more
            constant: 10
          keep
            title: sums of 4
        """)
  }

  @Test func mermaid() {
    #expect(
      plan(goodGraph).mermaid() == """
        flowchart TD
          s1[/"numbers<br/><small>count</small>"/]
          s2["more<br/><small>add-constant ×2</small>"]
          s3["pairs<br/><small>add-pair</small>"]
          s4[["batches<br/><small>batch</small>"]]
          s5["totals<br/><small>total</small>"]
          s6[\\"keep<br/><small>collect</small>"\\]
          s1 -->|"number [int64, 0-D]"| s2
          s1 -->|"number [int64, 0-D]"| s3
          s2 -->|"number [int64, 0-D]"| s3
          s3 -->|"number [int64, 0-D]"| s4
          s4 -->|"batch [1-D]"| s5
          s5 -->|"number [int64, 0-D]"| s6

        """)
  }

  @Test func dot() {
    #expect(
      plan(goodGraph).dot() == """
        digraph "sums" {
          node [shape=box, style=rounded, fontname="Helvetica"];
          edge [fontname="Helvetica", fontsize=10];
          "numbers" [label="numbers\\ncount"];
          "more" [label="more\\nadd-constant ×2"];
          "pairs" [label="pairs\\nadd-pair"];
          "batches" [label="batches\\nbatch", shape=box3d];
          "totals" [label="totals\\ntotal"];
          "keep" [label="keep\\ncollect"];
          "numbers" -> "more" [label="number [int64, 0-D]"];
          "numbers" -> "pairs" [label="number [int64, 0-D]"];
          "more" -> "pairs" [label="number [int64, 0-D]"];
          "pairs" -> "batches" [label="number [int64, 0-D]"];
          "batches" -> "totals" [label="batch [1-D]"];
          "totals" -> "keep" [label="number [int64, 0-D]"];
        }

        """)
  }

  @Test func svg() {
    let svg = plan(goodGraph).svg()
    #expect(svg.matches(of: /<rect class="(source|transform|gather|sink)"/).count == 6)
    #expect(svg.matches(of: /<path class="link"/).count == 6)
    #expect(svg.matches(of: /class="type"/).count == 5)
    #expect(svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\" width="))
    #expect(plan("stages: {}").svg().hasSuffix("</svg>\n"))
  }

  @Test func namesAreEscaped() {
    let spec = GraphSpec(
      name: "a \"b\" <c> & \\d",
      stages: [
        StageSpec("x<\"&>", kind: "count", options: [.init("folder", "/")]),
        StageSpec("y", kind: "collect", from: [LinkSpec(from: "x<\"&>")]),
      ])
    let plan = GraphPlan(spec, catalog: testCatalog)
    #expect(plan.problems == [])
    #expect(plan.svg().contains("x&lt;\"&amp;&gt;"))
    #expect(plan.mermaid().contains("x&lt;&quot;&amp;&gt;"))
    #expect(plan.dot().contains(#""x<\"&>" -> "y""#))
    #expect(plan.dot().hasPrefix(#"digraph "a \"b\" <c> & \\d" {"#))
  }

  @Test func listing() {
    #expect(
      testCatalog.listing == """
        Sources
          count         Send the numbers from 1

        Transforms
          add-constant  Add a constant
          add-pair      Add two numbers
          total         Sum a batch

        Gathering stages
          batch         Gather numbers into batches

        Sinks
          collect       Keep what arrives
        """)
  }

  @Test func detail() throws {
    #expect(
      try testCatalog.detail(of: "count") == """
        count — Send the numbers from 1 (source)

        The numbers begin with one.

        There are as many as asked for.

        Sends
          number [int64, 0-D]

        Options
          folder: folder; required
              Where numbers live
          limit: integer 1…100, numbers; default 3
              How many
          scale: number 0…10; default 1
              What to multiply by
          origin: 3 numbers, mm; no default
              Where it begins
          verbose: true | false; default false
              Whether to talk
          memory: bytes; default 1GiB
              How much to use
          kinds: list of odd | even | prime; default [odd]
              Which to send
          seed: integer; no default
              Where randomness begins

        Example
          numbers:
            stage: count
            options: {folder: data}
        """)
    #expect(
      try testCatalog.detail(of: "add-pair") == """
        add-pair — Add two numbers (transform)

        Inputs
          left: number [int64, 0-D]
              One number
          right: number [int64, 0-D]
              Another number
          offset: batch [1-D] (n) (optional)
              More numbers

        Sends
          number [int64, 0-D]
        """)
    #expect(
      throws: GraphFileError.unknownKind("cuont", suggestion: "did you mean \"count\"?")
    ) { try testCatalog.detail(of: "cuont") }
  }
}

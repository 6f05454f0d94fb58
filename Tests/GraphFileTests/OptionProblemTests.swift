import Foundation
import GraphFile
import Testing

@Suite struct OptionProblemTests {
  /// The problems of one line of options of a `count` stage, without their common beginning.
  private func optionProblems(_ line: String) -> [String] {
    let text = """
      stages:
        a:
          stage: count
          options:
            folder: /
            \(line)
        keep: {stage: collect, from: a}
      """
    return problems(in: text).map { problem in
      let prefix = "g.yaml:6: error: option "
      #expect(problem.hasPrefix(prefix))
      return problem.replacing(prefix, with: "").replacing(" of stage \"a\" (count)", with: "")
    }
  }

  @Test(arguments: [
    ("limit: 101", #""limit" is 101, but must be a whole number from 1 to 100"#),
    ("limit: many", #""limit" is "many", but must be a whole number from 1 to 100"#),
    ("limit: 2.5", #""limit" is 2.5, but must be a whole number from 1 to 100"#),
    (
      "limit: '7'",
      #""limit" is "7", but must be a whole number from 1 to 100; remove the quotes"#
    ),
    ("limit: [1]", #""limit" is a list, but must be a whole number from 1 to 100"#),
    ("limit: 13", #""limit": is 13, which brings bad luck"#),
    ("scale: 11", #""scale" is 11, but must be a number from 0 to 10"#),
    ("scale: .nan", #""scale" is .nan, but must be a number from 0 to 10"#),
    ("seed: 99999999999999999999", #""seed" is 99999999999999999999, but must be a whole number"#),
    ("origin: [1, 2]", #""origin" has 2 values, but must be 3 numbers in brackets"#),
    ("origin: 5", #""origin" is 5, but must be 3 numbers in brackets"#),
    ("origin: [1, 2, x]", #""origin" at position 3 is "x", but must be a number"#),
    ("verbose: yes", #""verbose" is "yes", but must be true or false; write true"#),
    ("memory: 2 gallons", #""memory" is "2 gallons", but must be a size such as 512MiB or 2GiB"#),
    ("memory: -1", #""memory" is -1, but must be a size such as 512MiB or 2GiB"#),
    ("memory: 9999999TiB", #""memory" is "9999999TiB", but must be a size such as 512MiB or 2GiB"#),
    (
      "kinds: [odd, evn]",
      #""kinds" at position 2 is "evn", but must be odd, even or prime; did you mean "even"?"#
    ),
    ("kinds: [odd, odd]", #""kinds" names "odd" twice"#),
  ])
  func mistypedOptions(line: String, problem: String) {
    #expect(optionProblems(line) == [problem])
  }

  @Test(arguments: [
    "limit: 0x10", "scale: 2", "origin: [1, 2.5, -3e-1]", "origin: null", "verbose: true",
    "memory: 1.5GB", "memory: 2 gib", "memory: 4096", "kinds: prime", "kinds: [even, prime]",
    "seed: -5",
  ])
  func rightOptions(line: String) {
    #expect(optionProblems(line) == [])
  }

  @Test func unknownOption() {
    #expect(
      problems(
        in: """
          stages:
            a:
              stage: count
              options:
                fodler: /
                wings: 2
            keep: {stage: collect, from: a}
          """) == [
          #"g.yaml:4: error: stage "a" (count) needs the option "folder"; folder is the path of "#
            + "a folder: Where numbers live",
          #"g.yaml:5: error: unknown option "fodler" of stage "a" (count); "#
            + #"did you mean "folder"?"#,
          #"g.yaml:6: error: unknown option "wings" of stage "a" (count); its options are: "#
            + "folder, limit, scale, origin, verbose, memory, kinds, seed",
        ])
  }

  @Test func aStageWithoutOptionsSaysSo() {
    #expect(
      problems(
        in: """
          stages:
            a: {stage: count, options: {folder: /}}
            p: {stage: add-pair, from: {left: a, right: a}, options: {size: 1}}
            keep: {stage: collect, from: p}
          """) == [
          #"g.yaml:3: error: unknown option "size" of stage "p" (add-pair); it has no options"#
        ])
  }

  @Test func missingFilesAndFolders() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "graph-file-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data().write(to: folder.appending(path: "truth.csv"))
    let path = folder.path
    let text = """
      stages:
        a: {stage: count, options: {folder: \(path)/truth.csv}}
        b: {stage: count, options: {folder: \(path)/nowhere}}
        keep: {stage: collect, from: a, options: {list: \(path)/truth.cvs}}
        more: {stage: collect, from: b, options: {list: \(path)}}
      """
    let expected = [
      #"g.yaml:2: error: option "folder" of stage "a" (count) is "\#(path)/truth.csv", "#
        + "which is a file, but must be a folder",
      #"g.yaml:3: error: option "folder" of stage "b" (count) is "\#(path)/nowhere", "#
        + "which does not exist",
      #"g.yaml:4: error: option "list" of stage "keep" (collect) is "\#(path)/truth.cvs", "#
        + #"which does not exist; did you mean "\#(path)/truth.csv"?"#,
      #"g.yaml:5: error: option "list" of stage "more" (collect) is "\#(path)", "#
        + "which is a folder, but must be a file",
    ]
    #expect(problems(in: text) == expected)
    #expect(problems(in: text, missingFiles: nil) == [])
    let warned = plan(text, missingFiles: .warning)
    #expect(warned.problems.map(\.severity) == [.error, .warning, .warning, .error])
  }
}

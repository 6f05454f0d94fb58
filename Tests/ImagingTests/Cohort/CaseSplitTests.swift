import Foundation
import Testing

@testable import Imaging

@Suite struct CaseSplitTests {
  private static func cases(_ count: Int) -> [String] { (0..<count).map { "case_\($0)" } }

  private func problem(_ body: () throws -> Void) -> CohortError.Problem? {
    do {
      try body()
      return nil
    } catch {
      return (error as? CohortError)?.problem
    }
  }

  @Test(arguments: [3, 4, 5, 10, 41, 303])
  func randomSplitsCoverAllCasesOnce(count: Int) throws {
    let cases = Self.cases(count)
    let split = try CaseSplit.random(cases, seed: 7)
    #expect((split.train + split.validation + split.test).sorted() == cases.sorted())
    #expect(!split.train.isEmpty && !split.validation.isEmpty && !split.test.isEmpty)
    try split.check(against: cases)
    // Within one case of the shares, but for the one that every part gets.
    #expect(abs(Double(split.test.count) - 0.2 * Double(count)) <= 1)
    #expect(abs(Double(split.validation.count) - 0.1 * Double(count)) <= 1)
  }

  @Test func splitsFollowFromNamesAndSeedAlone() throws {
    let cases = Self.cases(20)
    let split = try CaseSplit.random(cases, seed: 7)
    #expect(try CaseSplit.random(cases.reversed(), seed: 7) == split)
    #expect(try CaseSplit.random(cases, seed: 8) != split)
  }

  @Test(arguments: [(3, 3), (5, 5), (10, 3), (41, 5), (3, 2)])
  func everyCaseIsATestCaseOfOneFold(count: Int, folds: Int) throws {
    let cases = Self.cases(count)
    let splits = try CaseSplit.folds(cases, count: folds, seed: 7)
    #expect(splits.count == folds)
    #expect(splits.flatMap(\.test).sorted() == cases.sorted())
    for split in splits {
      #expect((split.train + split.validation + split.test).sorted() == cases.sorted())
      #expect(!split.train.isEmpty)
      try split.check(against: cases)
    }
    let sizes = splits.map(\.test.count)
    #expect(sizes.max()! - sizes.min()! <= 1)
  }

  @Test func sharesThatMakeNoSenseAreRefused() throws {
    for (train, validation, test) in [(0.0, 0.5, 0.5), (0.5, -0.1, 0.6), (.nan, 0.1, 0.2)] {
      #expect(throws: CohortError.self) {
        try CaseSplit.Shares(train: train, validation: validation, test: test)
      }
    }
    let shares = try CaseSplit.Shares(train: 2, validation: 1, test: 1)
    #expect(try CaseSplit.random(Self.cases(8), shares: shares, seed: 1).test.count == 2)
  }

  @Test func tooFewCasesSayWhatToDo() throws {
    for count in 0..<3 {
      #expect(
        problem { _ = try CaseSplit.random(Self.cases(count), seed: 1) }
          == .tooFewCases(found: count))
      #expect(
        problem { _ = try CaseSplit.folds(Self.cases(count), count: 2, seed: 1) }
          == .tooFewCases(found: count))
    }
    let text = CohortError(.tooFewCases(found: 2)).description
    #expect(text.contains("--split FILE") && text.contains("add scans"))
    for folds in [-1, 0, 1, 6] {
      #expect(
        problem { _ = try CaseSplit.folds(Self.cases(5), count: folds, seed: 1) }
          == .badFolds(found: folds, cases: 5))
    }
  }

  @Test func mistakesAreNamed() throws {
    let cases = ["liver_001", "liver_002", "liver_003"]
    func check(_ train: [String], _ validation: [String], _ test: [String]) -> CohortError.Problem?
    {
      problem {
        try CaseSplit(train: train, validation: validation, test: test).check(against: cases)
      }
    }
    #expect(check(["liver_001"], [], ["liver_002"]) == nil)
    #expect(
      check(["liver_001"], ["liver_001"], ["liver_002"])
        == .repeatedCase(id: "liver_001", first: .train, second: .validation))
    #expect(
      check(["liver_001", "liver_001"], [], ["liver_002"])
        == .repeatedCase(id: "liver_001", first: .train, second: .train))
    #expect(
      check(["liver_001"], [], ["livr_002", "spleen_9"])
        == .unknownCases(
          [
            CohortError.UnknownCase(name: "livr_002", nearest: "liver_002"),
            CohortError.UnknownCase(name: "spleen_9", nearest: nil),
          ], known: 3))
    #expect(check([], ["liver_001"], ["liver_002"]) == .emptyPart(.train))
    #expect(check(["liver_001"], ["liver_002"], []) == .emptyPart(.test))
    let split = CaseSplit(train: ["liver_001"], validation: [], test: ["liver_003"])
    #expect(split.unassigned(among: cases) == ["liver_002"])
    #expect(split.part(of: "liver_003") == .test)
  }

  @Test func filesComeBack() throws {
    try withTemporaryFolder { folder in
      let split = CaseSplit(train: ["a\"b", "c"], validation: [], test: ["ü"])
      try split.write(to: "\(folder)/split.json")
      #expect(try CaseSplit.read("\(folder)/split.json") == [split])
      // Foundation's own reader, through Codable.
      let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/split.json"))
      #expect(try JSONDecoder().decode(CaseSplit.self, from: data) == split)
      let folds = try CaseSplit.folds(Self.cases(7), count: 3, seed: 2)
      try CaseSplit.write(folds, to: "\(folder)/folds.json")
      #expect(try CaseSplit.read("\(folder)/folds.json") == folds)
    }
  }

  private func read(_ text: String) throws -> [CaseSplit] {
    try withTemporaryFolder { folder in
      let path = "\(folder)/split.json"
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      return try CaseSplit.read(path)
    }
  }

  @Test func nnUNetsFoldsAreTestedOnWhatTheyHoldOut() throws {
    let splits = try read(
      #"[{"train": ["a", "b", "c", "d"], "val": ["e"]}, {"train": ["e", "b"], "val": ["a", "c"]}]"#)
    #expect(splits.count == 2)
    #expect(splits[0].test == ["e"] && splits[0].validation.count == 1)
    #expect((splits[0].train + splits[0].validation).sorted() == ["a", "b", "c", "d"])
    #expect(splits[1].test == ["a", "c"] && splits[1].train.count == 1)
  }

  @Test func badFilesNameLineAndKey() throws {
    let bad: [(String, String)] = [
      ("[]", "list of folds is empty"),
      ("3", "the split is a number"),
      (#"{"train": ["a"], "tset": ["b"]}"#, "did you mean \"test\"?"),
      (#"{"train": ["a"]}"#, "has no \"test\""),
      (#"{"train": ["a"], "val": ["b"]}"#, "has no \"test\""),
      (#"{"test": ["a"]}"#, "has no \"train\""),
      (#"{"train": "a", "test": ["b"]}"#, "expected a list"),
      (#"{"train": [1], "test": ["b"]}"#, "a case in \"train\" of the split is a number"),
      (#"{"train": [], "test": [], "val": [], "validation": []}"#, "remove one"),
      ("[{\"train\": [\"a\"], \"val\": [\"b\"]},\n {\"val\": []}]", ":2: fold 1 has no \"train\""),
    ]
    for (text, message) in bad {
      let error = #expect(throws: VolumeError.self) { _ = try self.read(text) }
      #expect(error?.description.contains(message) == true, "\(text): \(error as Any)")
    }
  }
}

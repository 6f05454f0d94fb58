import DurableFiles
import Foundation
import Testing

@testable import Dataflow
@testable import Stages

/// What `sluice verify` says of a run's folder.
struct RunCheckTests {
  private let folder: TestFolder
  private let run: RunFolder
  private let journal: Journal
  private static let unit = UnitName(stage: "labels", group: "a")

  /// A run with one finished unit.
  init() throws {
    folder = try TestFolder()
    run = RunFolder(folder.file("run"))
    try FileManager.default.createDirectory(atPath: run.path, withIntermediateDirectories: true)
    journal = try Journal(path: run.journal, root: run.path)
    let published = try PendingFile.write(Array("whole".utf8), to: "\(run.labels("box"))/a.csv")
    try journal.append(
      Receipt(
        unit: Self.unit, key: UnitKey("k"), content: nil, recipe: "", inputs: [:], parts: 0,
        files: [published.relative(to: run.path)], notes: [:]))
  }

  /// As `sluice verify` looks at it, from outside.
  private func check() throws -> RunCheck {
    let journal = try Journal(lookingAt: run.journal, root: run.path)
    return RunCheck(
      folder: run, journal: journal, journalDamage: journal.findings, look: .plain)
  }

  private func findings() throws -> [RunCheck.Finding] { try check().findings() }

  private func spoil() throws {
    _ = try PendingFile.write(Array("other".utf8), to: "\(run.labels("box"))/a.csv")
  }

  @Test func whatIsWholeHasNoFindings() throws {
    #expect(try findings().isEmpty)
  }

  @Test func damageIsAProblemOfItsUnit() throws {
    try spoil()
    let findings = try findings()
    #expect(findings.map(\.unit) == [Self.unit])
    #expect(findings.allSatisfy { $0.isProblem && $0.text.contains("labels/box/a.csv") })
  }

  @Test func whatAKilledRunWasMakingAnewIsNoProblem() throws {
    try journal.begin(Self.unit)
    #expect(try findings().isEmpty)
    try spoil()
    let findings = try findings()
    #expect(findings.count == 1)
    #expect(
      findings.allSatisfy {
        !$0.isProblem && $0.unit == nil && $0.text.contains("was making it anew")
      })
  }

  @Test func aFileWithoutReceiptIsNamedAndKept() throws {
    let stranger = "\(run.labels("box"))/b.csv"
    _ = try PendingFile.write(Array("b".utf8), to: stranger)
    let check = try check()
    let findings = try check.findings()
    #expect(findings.count == 1)
    #expect(
      findings.allSatisfy {
        !$0.isProblem && $0.text.contains("no receipt names labels/box/b.csv")
      })
    #expect(try check.drop(findings) == 0)
    #expect(FileManager.default.fileExists(atPath: stranger))
  }
}

import Foundation
import Testing

/// `sluice evaluate` as a user runs it.
@Suite struct EvaluateCommandTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  @Test func theReferenceItselfIsPerfect() async throws {
    let dataset = try await Phantoms.small.path
    let out = scratch("out")
    let outcome = try await SluiceProgram.run([
      "evaluate", "--labels", "\(dataset)/labelsTr", "--reference", dataset, "--out", out,
    ])
    #expect(outcome.exit == 0, "\(outcome)")
    let table = try String(contentsOfFile: "\(out)/scores-by-volume.csv", encoding: .utf8)
    #expect(table.split(separator: "\n").count > 3)
    #expect(!table.lowercased().contains("nan"))
    #expect(try String(contentsOfFile: "\(out)/summary.md", encoding: .utf8).contains("liver"))
  }

  @Test func twoSetsOfLabelsAreCompared() async throws {
    let dataset = try await Phantoms.small.path
    let run = scratch("run")
    let labelled = try await SluiceProgram.run([
      "label", "--dataset", dataset, "--checkpoint", Package.checkpoint, "--prompt", "box,snapped",
      "--labels", "merged", "--out", run,
    ])
    #expect(labelled.exit == 0, "\(labelled)")
    let outcome = try await SluiceProgram.run([
      "evaluate", "--labels", "\(run)/labels/box", "--against", "\(run)/labels/snapped",
      "--reference", dataset, "--merged", "--json",
    ])
    #expect(outcome.exit == 0, "\(outcome)")
    #expect(outcome.says("wilcoxon"))
  }

  @Test func nothingInCommonIsSaid() async throws {
    let dataset = try await Phantoms.small.path
    let outcome = try await SluiceProgram.run([
      "evaluate", "--labels", scratch("nowhere"), "--reference", dataset,
    ])
    #expect(outcome.exit == 2, "\(outcome)")
  }
}

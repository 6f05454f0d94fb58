import Dataflow
import DurableFiles
import DurableFilesTesting
import Foundation
import Testing

@testable import Stages

/// Labelling runs whose disk fails, fills up or loses power at any operation, and which are then
/// continued: labels, shards, pictures and tables are those of an undisturbed run, byte for byte.
@Suite(.timeLimit(.minutes(10))) struct InterruptedRunTests {
  private let folder: TestFolder
  private let dataset: TestDataset

  init() throws {
    folder = try TestFolder()
    dataset = try TestDataset(
      ["a": Self.scan, "b": Self.scan], labels: [0: "background", 1: "disc"], in: folder)
  }

  private static let scan = TestScan(
    size: [40, 40, 2], hu: { i, j, k in disc(i, j, k) == 0 ? -100 : 60 + (i * 7 + j * 3) % 9 },
    label: { i, j, k in disc(i, j, k) })

  @Sendable private static func disc(_ i: Int, _ j: Int, _ k: Int) -> Int {
    (i - 18) * (i - 18) + (j - 20) * (j - 20) <= 64 + k ? 1 : 0
  }

  private func label(into name: String, _ files: any FileSystem) async throws -> RunOutcome {
    let run = try TestRun(in: folder, name: name, resumable: files)
    return try await run.run(
      """
        volumes: {stage: volume-reader, options: {dataset: \(dataset.path), orientation: stored}}
        window: {stage: window, from: volumes}
        prompts: {stage: prompts, from: volumes, options: {kinds: [box]}}
        encoder:
          stage: sam-encoder
          from: {picture: window, prompts: prompts}
          options: {checkpoint: $model}
        embeddings: {stage: shard-writer, from: encoder}
        decoder:
          stage: mask-decoder
          from: {embedding: encoder, prompts: prompts}
          options: {checkpoint: $model, keep: logits}
        logits: {stage: shard-writer, from: decoder, options: {content: logits}}
        labels: {stage: label-writer, from: decoder}
        overlay:
          stage: overlay
          from: {picture: window, masks: decoder}
          options: {per-case: 1}

      """)
  }

  /// Every file of a run by its name, without the journal and what has no final name.
  private func contents(_ name: String) -> [String: Data] {
    let root = folder.file(name)
    let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    let published = names.filter { $0 != "journal" && !$0.hasSuffix(".partial") }
    return Dictionary(
      uniqueKeysWithValues: published.compactMap { name in
        (try? Data(contentsOf: URL(fileURLWithPath: "\(root)/\(name)"))).map { (name, $0) }
      })
  }

  @Test(arguments: [PowerCut.nothingUnsynced, .namesOnly, .zeros, .tornWrites])
  func aPowerCutAtAnyMoment(_ cut: PowerCut) async throws {
    let files = RecordingFileSystem()
    #expect(try await label(into: "whole", files).status == .done)
    let whole = contents("whole")
    #expect(whole.count > 15)
    for count in 0...files.operationCount {
      let name = "cut-\(count)"
      try files.leave(after: count, cut, of: folder.file("whole"), in: folder.file(name))
      #expect(try await label(into: name, LocalFileSystem()).status == .done, "\(count)")
      #expect(contents(name) == whole, "operation \(count)")
      try FileManager.default.removeItem(atPath: folder.file(name))
    }
  }

  @Test(arguments: [ENOSPC, EIO])
  func aFailureOfAnyOperation(code: Int32) async throws {
    let counting = FaultyFileSystem(.from(.max), code: code)
    #expect(try await label(into: "whole", counting).status == .done)
    let whole = contents("whole")
    for operation in 0..<counting.operationCount {
      let name = "failed-\(operation)"
      let faulty = FaultyFileSystem(.from(operation), code: code)
      let outcome = try? await label(into: name, faulty)
      // A failing writer never reports success.
      if faulty.faultCount > 0 { #expect(outcome?.status != .done, "operation \(operation)") }
      #expect(outcome?.quarantined.isEmpty ?? true, "operation \(operation)")
      #expect(try await label(into: name, LocalFileSystem()).status == .done, "\(operation)")
      #expect(contents(name) == whole, "operation \(operation)")
      try FileManager.default.removeItem(atPath: folder.file(name))
    }
  }
}

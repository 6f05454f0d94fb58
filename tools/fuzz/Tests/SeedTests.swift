import Foundation
import Testing

/// The fuzzers' seeds, and every input that ever broke a promise, through the fuzzers' own entry points.
@Suite struct SeedTests {
  private static let root = URL(filePath: #filePath).appending(path: "../../../..")
    .standardizedFileURL

  /// The files in a folder; none if there is no such folder.
  private static func files(in folder: URL) throws -> [URL] {
    guard FileManager.default.fileExists(atPath: folder.path()) else { return [] }
    return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
  }

  private static func regressions(of target: FuzzTarget) throws -> [URL] {
    try files(in: root.appending(path: "Tests")).flatMap {
      try files(in: $0.appending(path: "Regressions/\(target.name)"))
    }
  }

  private func outcomes(_ files: [URL], _ target: FuzzTarget) throws -> [FuzzTarget.Outcome] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "fuzz-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try files.map { try target.check(Array(Data(contentsOf: $0)), in: folder.path()) }
  }

  @Test(arguments: FuzzTarget.all.map(\.name))
  func seedsAreTaken(name: String) throws {
    let target = try #require(FuzzTarget.all.first { $0.name == name })
    let seeds = try Self.files(in: Self.root.appending(path: "tools/fuzz/seeds/\(name)"))
    let taken = try outcomes(seeds, target).count { $0 == .taken }
    // Fuzzers that begin with nothing but refused inputs hardly get past the first check.
    #expect(taken > 0, "\(taken) of \(seeds.count) seeds were taken")
  }

  @Test(arguments: FuzzTarget.all.map(\.name))
  func inputsThatBrokeAPromiseAreRefused(name: String) throws {
    let target = try #require(FuzzTarget.all.first { $0.name == name })
    let files = try Self.regressions(of: target)
    for (file, outcome) in zip(files, try outcomes(files, target)) {
      #expect(outcome != .taken, "\(file.lastPathComponent) was taken")
    }
  }

  @Test func everyTargetHasSeedsAndEveryFolderATarget() throws {
    let names = Set(FuzzTarget.all.map(\.name))
    let folders = try Self.files(in: Self.root.appending(path: "tools/fuzz/seeds"))
    #expect(Set(folders.map(\.lastPathComponent)) == names)
    let regressions = try Self.files(in: Self.root.appending(path: "Tests")).flatMap {
      try Self.files(in: $0.appending(path: "Regressions")).map(\.lastPathComponent)
    }
    #expect(names.isSuperset(of: regressions), "\(regressions)")
  }
}

import Foundation
import Testing

@testable import Imaging

@Suite struct LeakTests {
  private func digest(_ fixture: NIfTIFixture, gzipped: Bool = false) throws -> ScanDigest {
    let folder = try ScanFolder()
    return try ScanDigest.of(path: fixture.write(folder, gzipped: gzipped))
  }

  @Test func allFortyEightOrientationsAreOneScan() throws {
    let digests = try TurnedScan.all.map { try digest($0.fixture) }
    #expect(digests.count == 48)
    #expect(Set(digests).count == 1)
    #expect(digests[0].slices.count == 3)
  }

  @Test func typesRescalesAndCompressionDontMatter() throws {
    let plain = TurnedScan().fixture
    var scaled = plain
    scaled.intercept = -1024
    scaled.slope = 1
    scaled.values = plain.values.map { $0 + 1024 }
    var float = plain
    float.type = .float32
    // Rounded to whole HU: a resaved scan may be off by rounding errors.
    float.values = plain.values.map { $0 + 0.01 }
    var swapped = plain
    swapped.order = .big
    var pair = plain
    pair.storage = .pair
    let expected = try digest(plain)
    for fixture in [scaled, float, swapped, pair] { #expect(try digest(fixture) == expected) }
    #expect(try digest(plain, gzipped: true) == expected)
  }

  @Test func oneVoxelMakesAnotherScan() throws {
    let expected = try digest(TurnedScan().fixture)
    var other = TurnedScan()
    other.values[37] += 1
    let changed = try digest(other.fixture)
    #expect(changed.content != expected.content && changed.values != expected.values)
    // The other two slices are still the same.
    #expect(Set(changed.slices).intersection(expected.slices).count == 2)
  }

  @Test func slicesOfOneValueAreNotCompared() throws {
    var scan = TurnedScan()
    for n in 20..<40 { scan.values[n] = -1000 }
    #expect(try digest(scan.fixture).slices.count == 2)
  }

  private func member(
    _ task: String, _ id: String, _ part: SplitPart, _ scan: NIfTIFixture
  ) throws -> LeakCheck.Member {
    LeakCheck.Member(task: task, caseID: id, part: part, digest: try digest(scan))
  }

  @Test func pairsAreNamedWithTheirParts() throws {
    var other = TurnedScan()
    other.values = other.values.map { 3 * $0 + 1 }
    let members = [
      try member("Task03", "liver_001", .train, TurnedScan().fixture),
      try member("Task03", "liver_002", .train, other.fixture),
      try member("Task06", "lung_001", .test, TurnedScan.all[13].fixture),
      try member("Task09", "spleen_002", .train, other.fixture),
    ]
    let leaks = LeakCheck.leaks(in: members)
    #expect(
      leaks.map(\.description) == [
        "training case Task03/liver_001 and test case Task06/lung_001 hold the same scan",
        "training case Task03/liver_002 and training case Task09/spleen_002 hold the same scan",
      ])
    #expect(leaks.map(\.isAcrossParts) == [true, false])
    let error = #expect(throws: CohortError.self) { try LeakCheck.check(members) }
    #expect(error?.problem == .leaks([leaks[0]]))
    try LeakCheck.check([members[0], members[1], members[3]])
  }

  @Test func mirroredScansWithAWrongHeaderAreFound() throws {
    var mirrored = TurnedScan().fixture
    mirrored.values = TurnedScan(flips: [true, false, false]).stored
    let leaks = LeakCheck.leaks(in: [
      try member("a", "x", .train, TurnedScan().fixture), try member("b", "y", .test, mirrored),
    ])
    #expect(leaks.map(\.kind) == [.sameValues])
    #expect(leaks[0].description.contains("mirrored or turned"))
  }

  @Test func croppedScansAreFound() throws {
    var cropped = TurnedScan().fixture
    cropped.dim = [3, 5, 4, 2, 1, 1, 1, 1]
    cropped.values = Array(TurnedScan.values[0..<40])
    let leaks = LeakCheck.leaks(in: [
      try member("a", "x", .train, TurnedScan().fixture), try member("b", "y", .test, cropped),
    ])
    #expect(leaks.map(\.kind) == [.sharedSlices(2, of: 2)])
    // One slice in three is no more than chance, or an overlap that a person must judge.
    var other = TurnedScan()
    for n in 0..<40 { other.values[n] += Double(n) + 1 }
    #expect(
      LeakCheck.leaks(in: [
        try member("a", "x", .train, TurnedScan().fixture),
        try member("b", "y", .test, other.fixture),
      ]).isEmpty)
  }

  @Test func phantomsAreDifferentScans() throws {
    let folder = try ScanFolder()
    try PhantomTask.write(
      to: folder.path, volumes: 4, size: PhantomSize(width: 48, height: 48, slices: 6), seed: 2)
    let members = try Dataset.open(folder.path).cases.enumerated().map { number, one in
      LeakCheck.Member(
        caseID: one.id, part: number % 2 == 0 ? .train : .test,
        digest: try ScanDigest.of(path: one.imagePath))
    }
    #expect(LeakCheck.leaks(in: members).isEmpty)
  }

  @Test func damagedScansAreErrors() throws {
    let folder = try ScanFolder()
    let path = try TurnedScan().fixture.write(folder, "cut", gzipped: true)
    try folder.write(Array(try folder.read("cut.nii.gz").dropLast(9)), "cut.nii.gz")
    #expect(throws: VolumeError.self) { try ScanDigest.of(path: path) }
  }

  @Test(.enabled(if: RealScans.exist, "the real scans are not there"))
  func theSameScanInTwoRealTasksIsFound() throws {
    func member(_ task: String, _ id: String, _ part: SplitPart) throws -> LeakCheck.Member {
      let path = "\(RealScans.folder)/\(task)/imagesTr/\(id).nii.gz"
      return LeakCheck.Member(
        task: task, caseID: id, part: part, digest: try ScanDigest.of(path: path))
    }
    let members = [
      try member("Task03_Liver", "liver_001", .train),
      try member("Task03_Liver", "liver_002", .validation),
      try member("Task06_Lung", "lung_002", .test),
    ]
    #expect(
      LeakCheck.leaks(in: members).map(\.description) == [
        "validation case Task03_Liver/liver_002 and test case Task06_Lung/lung_002 hold the same scan"
      ])
  }
}

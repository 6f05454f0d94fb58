import DurableFiles
import Foundation
import Synchronization
import Testing

@testable import Imaging

struct PhantomTests {
  private static let size = try? PhantomSize(width: 128, height: 128, slices: 40)

  @Test func sameSeedSameBitsInAnyOrder() throws {
    let size = try #require(Self.size)
    let phantom = Phantom(index: 1, seed: 3, size: size)
    let alone = (0..<4).map { phantom.voxels($0 * 10).hu }
    let together = Mutex<[Int: [Int16]]>([:])
    DispatchQueue.concurrentPerform(iterations: 4) { step in
      let hu = Phantom(index: 1, seed: 3, size: size).voxels((3 - step) * 10).hu
      together.withLock { $0[3 - step] = hu }
    }
    #expect(together.withLock { made in (0..<4).map { made[$0] } } == alone)
    #expect(Phantom(index: 2, seed: 3, size: size).voxels(20).hu != alone[2])
    #expect(Phantom(index: 1, seed: 4, size: size).voxels(20).hu != alone[2])
  }

  /// Every label occurs, and its median HU (noise and surfaces aside) is that of the organ.
  @Test(arguments: [0, 1, 2, 3, 4, 5])
  func organsHaveTheirDensity(index: Int) throws {
    let phantom = Phantom(index: index, seed: 11, size: try #require(Self.size))
    var values = [[Int16]](repeating: [], count: 5)
    for k in stride(from: 0, to: 40, by: 2) {
      let (hu, labels) = phantom.voxels(k)
      for (value, label) in zip(hu, labels) { values[Int(label)].append(value) }
    }
    let counts = values.map(\.count)
    #expect(counts[1] > 4 * counts[2] && counts[2...].allSatisfy { $0 > 100 }, "\(counts)")
    let medians = values.map { $0.sorted()[$0.count / 2] }
    #expect((55...110).contains(medians[1]), "liver \(medians[1])")
    #expect((45...130).contains(medians[2]), "spleen \(medians[2])")
    #expect((100...190).contains(medians[3]), "kidney \(medians[3])")
    #expect((125...215).contains(medians[4]), "aorta \(medians[4])")
    // the body fills a good part of the picture, with air around it
    let air = Double(values[0].count { $0 < -800 }) / Double(20 * 128 * 128)
    #expect((0.3...0.75).contains(air), "air \(air)")
  }

  @Test func geometryVaries() throws {
    let size = try PhantomSize(width: 512, height: 512, slices: 40)
    let phantoms = (0..<40).map { Phantom(index: $0, seed: 1, size: size) }
    #expect(Set(phantoms.map(\.orientation)).count == PhantomOrientation.allCases.count)
    #expect(Set(phantoms.map(\.spacing.z)).count == 6)
    #expect(phantoms.allSatisfy { (0.65...0.95).contains($0.spacing.x) })
    #expect(Set(phantoms.map(\.spacing.x)).count > 30)
  }

  @Test func storedSlicesAreTransposed() throws {
    let phantom = Phantom(
      index: 0, seed: 5, size: try PhantomSize(width: 48, height: 40, slices: 9))
    let (hu, labels) = phantom.slice(4)
    let voxels = phantom.voxels(4)
    #expect(hu.rows == 48 && hu.columns == 40)
    #expect(hu[7, 31] == voxels.hu[31 * 48 + 7])
    #expect(labels[20, 11] == voxels.labels[11 * 48 + 20])
  }

  @Test func writesADecathlonTask() throws {
    try withTemporaryFolder { folder in
      let size = try PhantomSize(width: 64, height: 64, slices: 7)
      for name in ["a", "b"] {
        try PhantomTask.write(to: "\(folder)/\(name)", volumes: 2, size: size, seed: 9)
      }
      let files = [
        "dataset.json", "imagesTr/phantom_001.nii.gz", "imagesTr/phantom_002.nii.gz",
        "labelsTr/phantom_001.nii.gz", "labelsTr/phantom_002.nii.gz",
      ]
      let found = try FileManager.default.subpathsOfDirectory(atPath: "\(folder)/a").sorted()
      #expect(found == (files + ["imagesTr", "labelsTr"]).sorted())
      for file in files {
        let bytes = try FileContents.read("\(folder)/a/\(file)")
        #expect(try bytes == FileContents.read("\(folder)/b/\(file)"), "\(file)")
        if file.hasSuffix(".gz") {
          // no date in the gzip header
          #expect(bytes[4..<8].allSatisfy { $0 == 0 })
        }
      }
      let json = try JSONSerialization.jsonObject(
        with: Data(contentsOf: URL(fileURLWithPath: "\(folder)/a/dataset.json")))
      let task = try #require(json as? [String: Any])
      #expect(task["numTraining"] as? Int == 2)
      let labels = try #require(task["labels"] as? [String: String])
      #expect(
        labels == ["0": "background", "1": "liver", "2": "spleen", "3": "kidney", "4": "aorta"])
    }
  }

  @Test func refusesNonsense() {
    for (width, height, slices) in [(0, 64, 1), (64, 5000, 1), (64, 64, 0), (64, 64, 1 << 40)] {
      #expect(throws: PictureError.self) {
        try PhantomSize(width: width, height: height, slices: slices)
      }
    }
    #expect(throws: PictureError.self) {
      try PhantomTask.write(
        to: "/tmp/never", volumes: 0,
        size: PhantomSize(width: 64, height: 64, slices: 1), seed: 1)
    }
    #expect(throws: FileError.self) {
      try PhantomTask.write(
        to: "/proc/never", volumes: 1,
        size: PhantomSize(width: 64, height: 64, slices: 1), seed: 1)
    }
  }
}

import Foundation
import Imaging
import Testing

@testable import Report

struct GalleryReaderTests {
  /// A run's overlays folder with a picture of every slice for every kind of prompts.
  private func overlays(
    _ folder: TemporaryFolder, kinds: [String], cases: Int, slices: Int
  ) throws {
    for kind in kinds {
      for number in 0..<cases * slices {
        let name = "overlays/\(kind)/case_\(number / slices)_00\(number % slices).png"
        let path = try folder.write("", name)
        try PNG.write(Plane<UInt8>(rows: 3, columns: 4, repeating: 9), to: path)
      }
    }
  }

  @Test("The worst slice comes first, the best last, of each case two of the worst at most")
  func choice() {
    let candidates = (0..<100).map { index in
      (caseID: index < 50 ? "bad" : "case\(index / 5)", dice: Double?(Double(index) / 100))
    }
    let chosen = GalleryReader.choice(of: candidates, count: 8)
    #expect(chosen.map(\.index).prefix(4) == [0, 1, 50, 51])
    #expect(chosen.last?.index == 99)
    #expect(chosen.count == 8)
    #expect(chosen.first?.rank == "worst of 100" && chosen.last?.rank == "best of 100")
    #expect(chosen[1].rank == "rank 2 of 100")
  }

  @Test("Whatever there is, no index is chosen twice or does not exist", arguments: 0..<14)
  func choiceBounds(count: Int) {
    for scored in 0...count {
      for wanted in 1...9 {
        let candidates = (0..<count).map {
          (caseID: "\($0 % 3)", dice: $0 < scored ? Double?(Double($0) / 20) : nil)
        }
        let indices = GalleryReader.choice(of: candidates, count: wanted).map(\.index)
        #expect(indices == Set(indices).sorted())
        #expect(indices.count <= wanted && indices.allSatisfy { $0 < count })
        let expected = scored > 0 ? min(scored, wanted) : min(count, wanted)
        #expect(indices.count == expected, "\(count) \(scored) \(wanted)")
      }
    }
  }

  @Test("Slices are shown with every kind of prompts, and no more pictures than fit")
  func pictures() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try overlays(folder, kinds: ["box", "interior"], cases: 3, slices: 10)
    var reader = GalleryReader(folder.path, leavingOut: [])
    for number in 0..<30 {
      reader.note("box", "case_\(number / 10)", number % 10, dice: number == 17 ? 0.01 : 0.9)
      reader.note("interior", "case_\(number / 10)", number % 10, dice: 0.5)
    }
    let gallery = reader.choose()
    #expect(gallery.available == 60)
    #expect(gallery.slices.count == 12)
    #expect(gallery.slices.allSatisfy { $0.pictures.map(\.prompts) == ["box", "interior"] })
    let first = try #require(gallery.slices.first)
    #expect(first.caseID == "case_1" && first.slice == 7)
    #expect(first.pictures.map(\.dice) == [0.01, 0.5])
    #expect(first.pictures[0].width == 4 && first.pictures[0].height == 3)
  }

  @Test("What is left out is not shown")
  func leftOut() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try overlays(folder, kinds: ["box"], cases: 1, slices: 2)
    let gallery = GalleryReader(folder.path, leavingOut: ["overlays/box/case_0_001.png"]).choose()
    #expect(gallery.available == 1)
    #expect(gallery.slices.map(\.slice) == [0])
  }

  @Test("What is no picture is passed over")
  func junk() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write("not a PNG", "overlays/box/a_001.png")
    try folder.write("", "overlays/box/b_002.png")
    try folder.write("x", "overlays/box/noslice.png")
    try folder.write("x", "overlays/stray.txt")
    let gallery = GalleryReader(folder.path, leavingOut: []).choose()
    #expect(gallery.slices.isEmpty && gallery.available == 3)
    #expect(GalleryReader("/nonexistent", leavingOut: []).choose() == Gallery())
  }
}

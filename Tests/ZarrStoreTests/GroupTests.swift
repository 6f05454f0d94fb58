import Testing

@testable import ZarrStore

@Suite struct GroupTests {
  @Test func holdsArrays() throws {
    let folder = try TemporaryFolder()
    let store = try ZarrGroup.create(folder("s.zarr"), attributes: ["stage": "sam-encoder"])
    let layout = SliceLayout(dataType: .uint8, sliceShape: [2])
    for name in ["spleen_2", "spleen_10", "._odd"] {
      try writeArray(try store.childPath(name), layout, [[1, 2]])
    }
    let opened = try ZarrGroup(path: store.path)
    #expect(opened.attributes == ["stage": "sam-encoder"])
    #expect(try opened.array("spleen_2").readAll() == [1, 2])
    #expect(
      try ZarrGroup.arrays(beneath: folder.path)
        == ["._odd", "spleen_10", "spleen_2"].map { "\(store.path)/\($0)" })
    #expect(throws: ZarrError.self) { try ZarrGroup(path: store.path + "/spleen_2") }
    #expect(throws: ZarrError.self) { try ZarrArray(path: store.path) }
  }

  @Test func listsDamagedArraysToo() throws {
    let folder = try TemporaryFolder()
    try write(Array("{".utf8), to: folder("a/zarr.json"))
    #expect(try ZarrGroup.arrays(beneath: folder.path) == [folder("a")])
    #expect(throws: ZarrError.self) { try ZarrGroup.arrays(beneath: folder("absent")) }
  }

  @Test func listsAStoreWithoutMetadata() throws {
    let folder = try TemporaryFolder()
    try writeArray(folder("s.zarr/a"), SliceLayout(dataType: .uint8, sliceShape: [2]), [[1, 2]])
    #expect(
      try ZarrGroup.arrays(beneath: folder.path) == [folder("s.zarr"), folder("s.zarr/a")])
  }

  @Test(arguments: [
    "", ".", "..", "...", "__hidden", "a/b", "/", "a\u{0}", "a\n", "zarr.json",
    String(repeating: "x", count: 256),
  ])
  func refusesNames(name: String) {
    #expect(throws: ZarrError.self) { try NodeName.checked(name) }
  }

  @Test(arguments: ["spleen_001", "Fall 7", "é", "a..b", "c", "_a", ".a"])
  func acceptsNames(name: String) throws {
    #expect(try NodeName.checked(name) == name)
  }
}

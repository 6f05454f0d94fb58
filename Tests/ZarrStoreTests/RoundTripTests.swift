import Testing

@testable import ZarrStore

@Suite struct RoundTripTests {
  @Test(arguments: DataType.allCases, [[], [1], [7], [3, 5], [2, 3, 5], [1, 1, 1, 2]])
  func everyTypeAndShape(dataType: DataType, sliceShape: [Int]) throws {
    let folder = try TemporaryFolder()
    var random = SplitMix(seed: 5)
    let layout = SliceLayout(dataType: dataType, sliceShape: sliceShape, slicesPerShard: 3)
    let slices = (0..<8).map { _ in random.bytes(layout.sliceByteCount) }
    try writeArray(folder("a"), layout, slices)
    let array = try ZarrArray(path: folder("a"))
    #expect(array.shape == [8] + sliceShape)
    #expect(array.dataType == dataType)
    #expect(try array.readAll() == slices.flatMap { $0 })
    for z in 0..<8 { #expect(try array.slice(z) == slices[z]) }
    #expect(try array.verify() == [])
    #expect(files(below: folder("a")).count == 4)
  }

  @Test func typedElements() throws {
    let folder = try TemporaryFolder()
    func check<Element: ZarrElement & Equatable>(_ name: String, _ slice: [Element]) throws {
      let layout = SliceLayout(dataType: Element.dataType, sliceShape: [2, slice.count / 2])
      let writer = try ZarrArrayWriter(path: folder(name), layout: layout)
      try writer.write(0, slice)
      try writer.finish()
      let array = try ZarrArray(path: folder(name))
      #expect(try array.slice(0, as: Element.self) == slice)
      #expect(try array.slice(0) == slice.withUnsafeBytes { Array($0) })
    }
    try check("f32", [Float(1.5), -2, .infinity, 1e-30])
    try check("f64", [1.5, -2, .pi, 0])
    try check("u8", [UInt8(0), 1, 254, 255])
    try check("i16", [Int16(-1024), 0, 1, 3071])
    try check("u64", [UInt64.max, 0])
    #if !(os(macOS) && arch(x86_64))
      try check("f16", [Float16(0.1), -65504, 6e-8, 1])
    #endif
    let array = try ZarrArray(path: folder("i16"))
    #expect(throws: ZarrError.self) { try array.slice(0, as: UInt16.self) }
  }

  @Test func absentSlicesReadAsNilAndAsFill() throws {
    let folder = try TemporaryFolder()
    let layout = SliceLayout(dataType: .uint8, sliceShape: [4], slicesPerShard: 2)
    try writeArray(
      folder("a"), layout, [nil, [1, 2, 3, 4], nil, nil, nil, nil, [5, 6, 7, 8], nil])
    let array = try ZarrArray(path: folder("a"))
    #expect(array.completion?.absent == [0, 2, 3, 4, 5, 7])
    #expect(array.completion?.shardCount == 4)
    #expect(try array.slice(2) == nil)
    #expect(try array.slice(6) == [5, 6, 7, 8])
    #expect(try (0..<8).filter(array.isPresent) == [1, 6])
    #expect(
      try array.readAll()
        == [0, 0, 0, 0, 1, 2, 3, 4] + Array(repeating: 0, count: 16)
        + [5, 6, 7, 8, 0, 0, 0, 0])
    #expect(try array.verify() == [])
    var room = [UInt8](repeating: 9, count: 4)
    #expect(try !room.withUnsafeMutableBytes { try array.readSlice(0, into: $0) })
    #expect(room == [0, 0, 0, 0])
    #expect(throws: ZarrError.self) { try array.slice(8) }
    #expect(throws: ZarrError.self) { try array.slice(-1) }
    #expect(throws: ZarrError.self) { try array.chunk(at: [0]) }
    #expect(try array.chunk(at: [1, 0]) == [1, 2, 3, 4])
  }

  @Test func readsBoxes() throws {
    let folder = try TemporaryFolder()
    let layout = SliceLayout(dataType: .uint8, sliceShape: [3, 4], slicesPerShard: 2)
    let slices = (0..<5).map { z in (0..<12).map { UInt8(z * 12 + $0) } }
    try writeArray(folder("a"), layout, slices)
    let array = try ZarrArray(path: folder("a"))
    #expect(try array.read([1..<3, 1..<3, 2..<4]) == [18, 19, 22, 23, 30, 31, 34, 35])
    #expect(try array.read([2..<2, 0..<3, 0..<4]) == [])
    #expect(throws: ZarrError.self) { try array.read([0..<6, 0..<3, 0..<4]) }
    #expect(throws: ZarrError.self) { try array.readAll(limit: 59) }
  }

  @Test func manyReadersAtATime() async throws {
    let folder = try TemporaryFolder()
    var random = SplitMix(seed: 6)
    let layout = SliceLayout(dataType: .uint16, sliceShape: [16, 16], slicesPerShard: 3)
    let slices = (0..<40).map { _ in random.bytes(layout.sliceByteCount) }
    try writeArray(folder("a"), layout, slices)
    let array = try ZarrArray(path: folder("a"))
    let wrong = try await withThrowingTaskGroup(of: Int.self) { group in
      for reader in 0..<8 {
        group.addTask {
          try (0..<200).count(where: { i in
            let z = (reader * 7 + i * 11) % 40
            return try array.slice(z) != slices[z]
          })
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(wrong == 0)
  }

  @Test func noSlicesAtAll() throws {
    let folder = try TemporaryFolder()
    try writeArray(folder("a"), SliceLayout(dataType: .float32, sliceShape: [4, 4]), [])
    let array = try ZarrArray(path: folder("a"))
    #expect(array.shape == [0, 4, 4])
    #expect(try array.readAll() == [])
    #expect(try array.verify() == [])
    #expect(files(below: folder("a")) == ["zarr.json"])
  }

  @Test(
    .enabled(if: SharedFixtures.exist, "../shared is not on this machine"),
    arguments: [
      ("embeddings_f16", "4f0ca838a8090ebc847d8fa36af20853e9507579b3a18df45b93b4770b6f54d6"),
      ("embeddings_f32", "985cc2961e4b394a3e9befb7b9404b01b81cfb61c49c3b03b7f2fa7c4832cdda"),
      ("hu_i16", "61e402fa9f4e79fbeae00d857c061074f3935611bd4d1a415ff233f054556356"),
      ("masks_u8", "bb8f0b465613fce43f6fbbb8a231986f418ed7298f9d2989e8f130ebdfb4b9b3"),
    ])
  func whatZarrPythonWrote(name: String, digest: String) throws {
    let array = try ZarrGroup(path: SharedFixtures.store).array(name)
    #expect(sha256(try array.readAll()) == digest)
    let zero = [UInt8](repeating: 0, count: array.sliceByteCount)
    let slices = try (0..<array.sliceCount).map { try array.slice($0) ?? zero }
    #expect(sha256(slices.flatMap { $0 }) == digest)
    #expect(try array.verify(record: .ifPresent) == [])
  }
}

/// A slice is everything at one index along axis 0: `(C, H, W)` of an array `(Z, C, H, W)`.
extension ZarrArray {
  /// Slices in the array; 1 for a scalar array, which has no axis.
  public var sliceCount: Int { shape.first ?? 1 }
  /// Extents of one slice.
  public var sliceShape: [Int] { Array(shape.dropFirst()) }
  /// Bytes of one slice, uncompressed.
  public var sliceByteCount: Int { sliceShape.reduce(dataType.byteCount, *) }

  private func box(_ z: Int) throws -> [Range<Int>] {
    guard (0..<sliceCount).contains(z), sliceByteCount <= ZarrArrayMetadata.maximumChunkByteCount
    else {
      throw ZarrError.request(
        path: path, asked: "slice \(z)", possible: "slices 0..<\(sliceCount) of up to 2 GiB")
    }
    return shape.isEmpty ? [] : [z..<z + 1] + sliceShape.map { 0..<$0 }
  }

  /// Whether any chunk of slice `z` is stored. Reads at most the index of its shards.
  public func isPresent(_ z: Int) throws -> Bool {
    let chunks = zip(try box(z), metadata.chunkShape).map { range, chunk in
      range.isEmpty ? 0..<0 : range.lowerBound / chunk..<(range.upperBound - 1) / chunk + 1
    }
    var found = false
    try Extents.forEach(in: chunks) { coordinates in
      if !found { found = try files.storedChunk(coordinates) != nil }
    }
    return found
  }

  /// Slice `z`, row-major and little endian; `nil` when nothing of it is stored.
  public func slice(_ z: Int) throws -> [UInt8]? {
    guard try isPresent(z) else { return nil }
    return try read(try box(z))
  }

  /// Reads slice `z` into `room` of `sliceByteCount` bytes.
  ///
  /// - Returns: false when nothing of the slice is stored; `room` then holds fill values.
  public func readSlice(_ z: Int, into room: UnsafeMutableRawBufferPointer) throws -> Bool {
    let box = try box(z)
    guard room.count == sliceByteCount else {
      throw ZarrError.request(
        path: path, asked: "a slice of \(room.count) bytes", possible: "\(sliceByteCount)")
    }
    return try read(box, into: room) > 0
  }

  /// Slice `z` as numbers; `nil` when nothing of it is stored.
  ///
  /// - Parameter type: the array's own element type; others throw, as nothing is converted here.
  public func slice<Element: ZarrElement>(_ z: Int, as type: Element.Type) throws -> [Element]? {
    guard Element.dataType == dataType else {
      throw ZarrError.request(
        path: path, asked: "elements of \(Element.dataType.rawValue)",
        possible: dataType.rawValue)
    }
    guard try isPresent(z) else { return nil }
    let count = sliceByteCount / dataType.byteCount
    return try [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      let room = UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: sliceByteCount)
      _ = try readSlice(z, into: room)
      initialized = count
    }
  }
}

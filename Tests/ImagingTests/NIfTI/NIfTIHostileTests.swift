import Foundation
import Testing

@testable import Imaging

/// Damaged and lying files: every one must be an error that names what is wrong.
@Suite struct NIfTIHostileTests {
  @Test func dimensionsThatCannotBe() throws {
    let folder = try ScanFolder()
    func opened(_ dim: [Int], _ version: NIfTIVersion = .two) -> VolumeError.Problem? {
      // The header alone: sizes must be refused before anything is read or allocated.
      let bytes = NIfTIFixture(version: version, dim: dim).header + [0, 0, 0, 0]
      return problem { _ = try NIfTIVolume.open(folder.write(bytes, "bad.nii")) }
    }
    func field(_ problem: VolumeError.Problem?) -> String? {
      if case .badHeader(let field, _, _)? = problem { field } else { nil }
    }
    for version in [NIfTIVersion.one, .two] {
      #expect(field(opened([0, 5, 4, 3, 1, 1, 1, 1], version)) == "dim[0]")
      #expect(field(opened([8, 5, 4, 3, 1, 1, 1, 1], version)) == "dim[0]")
      #expect(field(opened([-1, 5, 4, 3, 1, 1, 1, 1], version)) == "dim[0]")
      #expect(field(opened([3, 5, 0, 3, 1, 1, 1, 1], version)) == "dim[2]")
      #expect(field(opened([3, 5, 4, -3, 1, 1, 1, 1], version)) == "dim[3]")
      #expect(opened([4, 5, 4, 3, 35, 1, 1, 1], version) == .notOneVolume(axis: 4, count: 35))
      #expect(opened([5, 5, 4, 3, 1, 3, 1, 1], version) == .notOneVolume(axis: 5, count: 3))
      guard case .sizesLie? = opened([3, 5, 4, 3, 1, 1, 1, 1], version) else {
        Issue.record("a header without voxels passed")
        return
      }
    }
    #expect(field(opened([3, .max, .max, .max, 1, 1, 1, 1])) == "dim")
    #expect(field(opened([3, 1 << 32, 1 << 32, 1, 1, 1, 1, 1])) == "dim")
    #expect(field(opened([3, 1 << 31, 1 << 31, 4, 1, 1, 1, 1])) == "dim")
    #expect(field(opened([3, 1, .min, 1, 1, 1, 1, 1])) == "dim[2]")
    let error = VolumeError(file: "a.nii", .notOneVolume(axis: 4, count: 35))
    #expect("\(error)" == "a.nii: 4-D: has 35 time points; give a single volume")
  }

  @Test func aSmallGzipFileCannotPromiseTheEarth() throws {
    let folder = try ScanFolder()
    var fixture = NIfTIFixture(type: .uint8, dim: [3, 30000, 30000, 30000, 1, 1, 1, 1])
    let pending = try VolumeFile(path: folder.file("bomb.nii.gz"), gzipped: true)
    try (fixture.header + [0, 0, 0, 0]).withUnsafeBytes { try pending.write($0) }
    _ = try pending.publish()
    guard case .sizesLie? = problem({ _ = try NIfTIVolume.open(folder.file("bomb.nii.gz")) }) else {
      Issue.record("a size that no compression reaches passed")
      return
    }
    // One that compression could reach is found on reading, without its slices being allocated whole.
    fixture.dim = [3, 50, 50, 10, 1, 1, 1, 1]
    let short = try VolumeFile(path: folder.file("short.nii.gz"), gzipped: true)
    try (fixture.header + [0, 0, 0, 0, 1, 2, 3]).withUnsafeBytes { try short.write($0) }
    _ = try short.publish()
    #expect(
      problem { _ = try readAll(folder.file("short.nii.gz")) }
        == .truncated(found: 355, expected: 352 + 25_000))
  }

  @Test func offsetsThatCannotBe() throws {
    let folder = try ScanFolder()
    func opened(_ offset: Float) throws -> VolumeError.Problem? {
      var bytes = NIfTIFixture().file
      ByteOrder.little.store(offset.bitPattern, into: &bytes, at: 108)
      let path = try folder.write(bytes, "bad.nii")
      return problem { _ = try NIfTIVolume.open(path) }
    }
    for offset: Float in [.nan, .infinity, -.infinity, -1, 100, 352.5, 3e38] {
      #expect(
        try opened(offset)
          == .badHeader(
            field: "vox_offset", found: "\(Double(offset))",
            expected: "a whole number of bytes, at least 352"))
    }
    guard case .sizesLie? = try opened(1e9) else {
      Issue.record("an offset past the end passed")
      return
    }
    var bytes = NIfTIFixture(version: .two).file
    for offset in [Int64.min, -1, .max] {
      ByteOrder.little.store(offset, into: &bytes, at: 168)
      let path = try folder.write(bytes, "bad2.nii")
      guard case .badHeader("vox_offset", _, _)? = problem({ _ = try NIfTIVolume.open(path) })
      else {
        Issue.record("vox_offset \(offset) passed")
        continue
      }
    }
  }

  @Test func typesThatAreNotOneRealNumber() throws {
    let folder = try ScanFolder()
    for (code, name) in [
      (1, "BINARY"), (32, "COMPLEX64"), (128, "RGB24"), (1536, "FLOAT128"), (1792, "COMPLEX128"),
      (2048, "COMPLEX256"), (2304, "RGBA32"),
    ] {
      var bytes = NIfTIFixture().file
      ByteOrder.little.store(Int16(code), into: &bytes, at: 70)
      let path = try folder.write(bytes, "bad.nii")
      #expect(
        problem { _ = try NIfTIVolume.open(path) } == .unsupportedType(name: name, code: code))
    }
    for code in [0, 3, 255, -7, Int(Int16.max)] {
      var bytes = NIfTIFixture().file
      ByteOrder.little.store(Int16(code), into: &bytes, at: 70)
      let path = try folder.write(bytes, "bad.nii")
      guard case .unsupportedType(_, code)? = problem({ _ = try NIfTIVolume.open(path) }) else {
        Issue.record("datatype \(code) passed")
        continue
      }
    }
  }

  @Test func filesThatAreNoNIfTI() throws {
    let folder = try ScanFolder()
    func opened(_ bytes: [UInt8]) throws -> VolumeError.Problem? {
      let path = try folder.write(bytes, "bad.nii.gz")
      return problem { _ = try NIfTIVolume.open(path) }
    }
    #expect(try opened([]) == .notNIfTI(found: "it is empty"))
    #expect(try opened([1, 2]) == .notNIfTI(found: "it has too few bytes"))
    #expect(
      try opened([1, 0, 0, 0, 9]) == .notNIfTI(found: "its first number is 1, expected 348 or 540"))
    #expect(
      try opened(Array(NIfTIFixture().header[..<100])) == .truncated(found: 100, expected: 348))
    #expect(
      try opened(Array(NIfTIFixture(version: .two).header[..<400]))
        == .truncated(found: 400, expected: 540))
    var analyze = NIfTIFixture().file
    for n in 344..<348 { analyze[n] = 0 }
    guard case .notNIfTI? = try opened(analyze) else {
      Issue.record("an ANALYZE header passed")
      return
    }
    guard
      case .unreadable("No such file or directory", _)? =
        problem({ _ = try NIfTIVolume.open(folder.file("none.nii")) }),
      case .unreadable("it is no regular file", 0)? =
        problem({ _ = try NIfTIVolume.open(folder.path) })
    else {
      Issue.record("a path that is no file passed")
      return
    }
  }

  @Test func aGridWithoutThreeAxes() throws {
    let folder = try ScanFolder()
    for change: (Int, Double) in [(0, 0), (5, .nan), (11, .infinity), (0, 1e300), (3, .nan)] {
      var fixture = NIfTIFixture(version: .two)
      fixture.srow[change.0] = change.1
      let path = try fixture.write(folder)
      guard case .badHeader("sform", _, _)? = problem({ _ = try NIfTIVolume.open(path) }) else {
        Issue.record("srow[\(change.0)] = \(change.1) passed")
        continue
      }
    }
    var fixture = NIfTIFixture(qformCode: 1, quaternion: [.nan, 0, 0], sformCode: 0)
    guard
      case .badHeader("qform", _, _)? =
        problem({ _ = try NIfTIVolume.open(fixture.write(folder)) })
    else {
      Issue.record("a quaternion of NaN passed")
      return
    }
    fixture.qformCode = 0
    fixture.pixdim[2] = .nan
    #expect(try NIfTIVolume.open(fixture.write(folder)).header.spacing == SIMD3(0.5, 1, 2))
  }

  @Test func aGzipFileCutAnywhereIsAnError() throws {
    let folder = try ScanFolder()
    var fixture = NIfTIFixture()
    fixture.values = (0..<60).map { Double(($0 * 7919) % 3001) }
    _ = try fixture.write(folder, gzipped: true)
    let whole = try folder.read("scan.nii.gz")
    #expect(whole.count > 250)
    for length in 0..<whole.count {
      let path = try folder.write(Array(whole[..<length]), "cut.nii.gz")
      #expect(throws: VolumeError.self, "cut to \(length) of \(whole.count) bytes") {
        try readAll(path)
      }
    }
  }

  @Test func aGzipFileWithAChangedByteIsAnErrorOrReadsTheSame() throws {
    let folder = try ScanFolder()
    var fixture = NIfTIFixture()
    fixture.values = (0..<60).map { Double(($0 * 7919) % 3001) }
    let expected = try readAll(fixture.write(folder, gzipped: true)).map(\.plane)
    let whole = try folder.read("scan.nii.gz")
    var errors = 0
    for position in whole.indices {
      for mask: UInt8 in [0x01, 0x80, 0xFF] {
        var bytes = whole
        bytes[position] ^= mask
        let path = try folder.write(bytes, "changed.nii.gz")
        do {
          let slices = try readAll(path)
          #expect(slices.map(\.plane) == expected, "byte \(position) ^ \(mask)")
        } catch is VolumeError {
          errors += 1
        }
      }
    }
    // All but the bytes of the gzip header that mean nothing: time, flags of the writer, system.
    #expect(errors >= 3 * (whole.count - 10))
  }

  @Test func aWrongChecksumIsFoundEvenBehindTheLastSliceThatWasRead() throws {
    let folder = try ScanFolder()
    // Larger than what zlib decompresses ahead.
    var fixture = NIfTIFixture(dim: [3, 100, 100, 40, 1, 1, 1, 1])
    fixture.values = (0..<400_000).map { Double(($0 * 7919) % 30011) }
    _ = try fixture.write(folder, gzipped: true)
    var bytes = try folder.read("scan.nii.gz")
    bytes[bytes.count - 8] ^= 1
    let path = try folder.write(bytes, "crc.nii.gz")
    let reader = try SliceReader(NIfTIVolume.open(path), slicing: .stored)
    #expect(try reader.next()?.plane[1, 0] == 7919)
    guard case .corruptGzip(let detail)? = problem({ try reader.finish() }) else {
      Issue.record("a wrong checksum passed")
      return
    }
    #expect(detail.contains("incorrect data check"))
  }

  @Test func twoGzipMembersAndTrailingBytesAreRead() throws {
    let folder = try ScanFolder()
    let file = NIfTIFixture().file
    for (name, part) in [("a.gz", file[..<400]), ("b.gz", file[400...])] {
      let pending = try VolumeFile(path: folder.file(name), gzipped: true)
      try Array(part).withUnsafeBytes { try pending.write($0) }
      _ = try pending.publish()
    }
    let both = try folder.read("a.gz") + folder.read("b.gz") + [0, 0, 0, 0]
    #expect(try readAll(folder.write(both, "both.nii.gz"))[2].plane[4, 3] == 59)
  }

  /// Every byte of the header set to values that turn counts negative, huge, zero or into NaN: opening,
  /// reading and writing must end in slices or in an error.
  @Test(arguments: [NIfTIVersion.one, .two])
  func noChangeToAHeaderTraps(version: NIfTIVersion) throws {
    let folder = try ScanFolder()
    let whole = NIfTIFixture(version: version).file
    var outcomes = (read: 0, refused: 0)
    for position in 0..<version.headerSize + 4 {
      for value: UInt8 in [0x00, 0x01, 0x7F, 0x80, 0xFF] {
        var bytes = whole
        bytes[position] = value
        // Runs of the same byte reach whole fields.
        if position % 2 == 0, position + 1 < whole.count { bytes[position + 1] = value }
        let path = try folder.write(bytes, "mutant.nii")
        do {
          for slicing in SliceOrientation.allCases {
            _ = try readAll(path, slicing)
            let volume = try NIfTIVolume.open(path)
            let labels = try SliceReader(volume, slicing: slicing)
            let writer = try LabelVolumeWriter(
              like: volume, path: folder.file("labels.nii"), type: .uint16, slicing: slicing)
            while let plane = try labels.nextLabels() {
              try writer.write(slice: labels.nextSlice - 1, plane)
            }
            writer.discard()
          }
          outcomes.read += 1
        } catch is VolumeError {
          outcomes.refused += 1
        }
      }
    }
    #expect(outcomes.read > 500)
    #expect(outcomes.refused > 100)
    #expect(try folder.names == ["mutant.nii"])
  }
}

import NN
import Tensors
import Testing

/// Half-precision conversions against the compiler's own, bit by bit.
///
/// Tensors of 7 elements go through the scalar code, longer ones through the vector code.
@Suite struct CheckpointHalfTests {
  @Test(arguments: [7, 65536]) func everyFloat16IsWidenedExactly(length: Int) throws {
    let folder = try TemporaryFolder()
    let patterns = (0...UInt16.max).map { $0 }
    var writer = SafetensorsWriter()
    for start in stride(from: 0, to: patterns.count, by: length) {
      let part = patterns[start..<min(start + length, patterns.count)]
      writer.add(
        "\(start)", .float16, shape: [part.count], bytes: part.flatMap { little($0) })
    }
    try writer.write(to: folder.path("half"))
    let checkpoint = try Checkpoint.open(folder.path("half"))
    for entry in checkpoint.entries {
      let start = Int(entry.name)!
      for (index, found) in try checkpoint.tensor(named: entry.name).elements.enumerated() {
        let expected = Float(Float16(bitPattern: patterns[start + index]))
        if expected.isNaN {
          #expect(found.isNaN)
        } else {
          #expect(found.bitPattern == expected.bitPattern)
        }
      }
    }
  }

  @Test(arguments: [7, 1 << 20]) func float32IsRoundedToNearestEven(length: Int) throws {
    let folder = try TemporaryFolder()
    var values: [Float] = [0, -0, 65504, 65519.996, 65520, -65520, .infinity, -.infinity, .nan]
    values += [
      .leastNonzeroMagnitude, 2.9802322e-08, 2.9802326e-08, 8.940697e-08, 6.1035156e-05, 6.1005e-05,
    ]
    for pattern in stride(from: UInt16(0), through: 0x7BFE, by: 1) {
      let (low, high) = (
        Float(Float16(bitPattern: pattern)), Float(Float16(bitPattern: pattern + 1))
      )
      let middle = (low + high) / 2
      values += [low, middle, middle.nextUp, -middle.nextDown]
    }
    var writer = SafetensorsWriter()
    for start in stride(from: 0, to: values.count, by: length) {
      let part = Array(values[start..<min(start + length, values.count)])
      writer.add("\(start)", float16: Tensor(part, shape: [part.count]))
    }
    try writer.write(to: folder.path("half"))
    let checkpoint = try Checkpoint.open(folder.path("half"))
    for entry in checkpoint.entries {
      let start = Int(entry.name)!
      let bytes = try checkpoint.bytes(named: entry.name)
      for index in 0..<(bytes.count / 2) {
        let found = UInt16(bytes[2 * index]) | UInt16(bytes[2 * index + 1]) << 8
        let expected = Float16(values[start + index])
        if expected.isNaN {
          #expect(Float16(bitPattern: found).isNaN)
        } else {
          #expect(found == expected.bitPattern, "\(values[start + index])")
        }
      }
    }
  }
}

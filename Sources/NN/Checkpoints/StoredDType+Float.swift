import CKernels

extension StoredDType {
  /// Turns stored elements into float32, rounding to nearest where float32 cannot hold them.
  ///
  /// `source` holds `target.count` little-endian elements, aligned to their size. Needs
  /// `isConvertible`.
  func convert(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(source.count * 8 == target.count * bitCount, "one float for every element")
    guard let input = source.baseAddress, let output = target.baseAddress, target.count > 0
    else { return }
    switch self {
    case .float32:
      UnsafeMutableRawBufferPointer(target).copyMemory(from: source)
    case .float16:
      ck_f16_to_f32(input.assumingMemoryBound(to: UInt16.self), output, target.count)
    case .bfloat16:
      ck_bf16_to_f32(input.assumingMemoryBound(to: UInt16.self), output, target.count)
    case .float64:
      widen(source, target) { (value: Double) in Float(value) }
    case .bool:
      widen(source, target) { (value: UInt8) in value == 0 ? 0 : 1 }
    case .uint8: integers(source, target, UInt8.self)
    case .int8: integers(source, target, Int8.self)
    case .uint16: integers(source, target, UInt16.self)
    case .int16: integers(source, target, Int16.self)
    case .uint32: integers(source, target, UInt32.self)
    case .int32: integers(source, target, Int32.self)
    case .uint64: integers(source, target, UInt64.self)
    case .int64: integers(source, target, Int64.self)
    case .float4, .float6E2M3, .float6E3M2, .float8E4M3, .float8E5M2, .float8E8M0,
      .complex64, .complex128:
      preconditionFailure("callers check isConvertible")
    }
  }

  @inline(__always)
  private func integers<Element: FixedWidthInteger & BitwiseCopyable>(
    _ source: UnsafeRawBufferPointer, _ target: UnsafeMutableBufferPointer<Float>,
    _ type: Element.Type
  ) {
    widen(source, target) { (value: Element) in Float(value) }
  }

  @inline(__always)
  private func widen<Element: BitwiseCopyable>(
    _ source: UnsafeRawBufferPointer, _ target: UnsafeMutableBufferPointer<Float>,
    _ convert: (Element) -> Float
  ) {
    let elements = source.assumingMemoryBound(to: Element.self)
    for index in target.indices { target[index] = convert(elements[index]) }
  }
}

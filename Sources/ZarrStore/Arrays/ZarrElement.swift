/// A number whose memory is its stored form. Little-endian processors only, as all that Swift
/// supports here are.
public protocol ZarrElement: BitwiseCopyable, Sendable {
  static var dataType: DataType { get }
}

extension Int8: ZarrElement { public static var dataType: DataType { .int8 } }
extension Int16: ZarrElement { public static var dataType: DataType { .int16 } }
extension Int32: ZarrElement { public static var dataType: DataType { .int32 } }
extension Int64: ZarrElement { public static var dataType: DataType { .int64 } }
extension UInt8: ZarrElement { public static var dataType: DataType { .uint8 } }
extension UInt16: ZarrElement { public static var dataType: DataType { .uint16 } }
extension UInt32: ZarrElement { public static var dataType: DataType { .uint32 } }
extension UInt64: ZarrElement { public static var dataType: DataType { .uint64 } }
extension Float: ZarrElement { public static var dataType: DataType { .float32 } }
extension Double: ZarrElement { public static var dataType: DataType { .float64 } }

#if !(os(macOS) && arch(x86_64))
  extension Float16: ZarrElement { public static var dataType: DataType { .float16 } }
#endif

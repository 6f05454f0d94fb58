/// How label volumes store their voxels.
public enum LabelType: Sendable, Hashable {
  case uint8
  case uint16

  /// The smallest type that holds labels up to `maximum`, at most 65535.
  public init(holding maximum: Int) {
    self = maximum <= Int(UInt8.max) ? .uint8 : .uint16
  }

  /// The type of the header field.
  var dataType: NIfTIDataType { self == .uint8 ? .uint8 : .uint16 }
  /// Bytes of one voxel.
  public var size: Int { dataType.size }
  /// The highest label.
  public var maximum: Int { self == .uint8 ? Int(UInt8.max) : Int(UInt16.max) }
}

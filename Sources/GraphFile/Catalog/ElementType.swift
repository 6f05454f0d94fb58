/// The type of the items that travel on a link, as a plan knows it.
///
/// A graph file has no Swift types, so the plan compares these instead. A stage that takes any
/// slice of pixels accepts `ElementType("slice")`; one that needs float32 says so.
public struct ElementType: Sendable, Hashable {
  /// What the item is: `slice`, `embedding`, `mask`.
  public let name: String
  /// The scalar type, as NumPy calls it, such as `float32`; `nil` if any.
  public let dtype: String?
  /// The number of axes; `nil` if any.
  public let rank: Int?
  /// More for the reader, such as `(256, 64, 64)`. It plays no part in `accepts`.
  public let detail: String?

  public init(_ name: String, dtype: String? = nil, rank: Int? = nil, detail: String? = nil) {
    self.name = name
    self.dtype = dtype
    self.rank = rank
    self.detail = detail
  }

  /// Whether a port of this type can take items of `other`: the names are equal, and so are the
  /// scalar types and ranks where both say one.
  public func accepts(_ other: ElementType) -> Bool {
    func agree<Value: Equatable>(_ mine: Value?, _ theirs: Value?) -> Bool {
      mine == nil || theirs == nil || mine == theirs
    }
    return name == other.name && agree(dtype, other.dtype) && agree(rank, other.rank)
  }
}

extension ElementType: CustomStringConvertible {
  /// `slice`, or with what is known: `slice [float32, 2-D]`.
  public var description: String {
    let known = [dtype, rank.map { "\($0)-D" }].compactMap(\.self)
    return known.isEmpty ? name : "\(name) [\(known.joined(separator: ", "))]"
  }
}

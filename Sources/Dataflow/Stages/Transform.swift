/// A stage that turns one item into one item.
public protocol Transform<Input, Output>: Stage {
  associatedtype Input: Sendable
  associatedtype Output: Sendable

  /// Makes one output of one input, or `nil` if nothing comes of it.
  ///
  /// Several workers may call it at once; results keep the order of the inputs. It may be called
  /// again with the same input if it throws and the failure policy says to retry.
  func process(_ input: Input) async throws -> Output?
}

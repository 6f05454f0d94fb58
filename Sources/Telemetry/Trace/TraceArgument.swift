/// What is said of a span beside its name, such as the case or the slice.
public enum TraceArgument: Sendable, Equatable {
  case text(String)
  case integer(Int)
  case number(Double)
}

extension TraceArgument: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral
{
  public init(stringLiteral value: String) { self = .text(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(floatLiteral value: Double) { self = .number(value) }
}

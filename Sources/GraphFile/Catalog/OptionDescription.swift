/// One option of a stage kind.
///
/// The default is not repeated here: the catalog takes it from `Options()`.
public struct OptionDescription: Sendable, Hashable {
  /// The name under `options:`, in kebab-case; the coding key of `Options` is the same.
  public let name: String
  public let type: OptionType
  /// The unit of the value: `HU`, `mm`, `pixels`, `bytes`.
  public let unit: String?
  public let isRequired: Bool
  /// One sentence for the catalog.
  public let help: String

  public init(
    _ name: String, _ type: OptionType, unit: String? = nil, isRequired: Bool = false, help: String
  ) {
    self.name = name
    self.type = type
    self.unit = unit
    self.isRequired = isRequired
    self.help = help
  }
}

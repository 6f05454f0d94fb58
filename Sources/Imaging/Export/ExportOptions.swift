/// What an export is to be.
public struct ExportOptions: Sendable, Hashable {
  public var layout: ExportLayout
  /// Letters, digits, `-` and `_`; the dataset's own name, made to fit, if nil.
  public var name: String?
  /// 1 to 999 for nnU-Net.
  public var id: Int
  public var images: Placement
  public var values: Values

  /// How images come to lie in the export. Labels are always copied: someone may correct them.
  public enum Placement: String, Sendable, Hashable, CaseIterable {
    /// Hard links; symbolic links to another file system; copies where there are no links.
    case link
    case copy
  }

  /// What becomes of label values.
  public enum Values: Sendable, Hashable {
    /// They stay, and are refused if the layout can't have them.
    case keep
    /// They become 0, 1, 2, … in their order, what is ignored last.
    case renumber
  }

  public init(
    layout: ExportLayout, name: String? = nil, id: Int = 501, images: Placement = .link,
    values: Values = .keep
  ) {
    self.layout = layout
    self.name = name
    self.id = id
    self.images = images
    self.values = values
  }
}

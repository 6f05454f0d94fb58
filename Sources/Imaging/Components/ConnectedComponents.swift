/// The connected components of a two-dimensional mask, numbered as `scipy.ndimage.label` does.
public struct ConnectedComponents: Sendable {
  /// Component number of every pixel, 0 for background.
  public let numbers: Plane<Int32>
  /// The components; `components[n - 1]` has number `n`.
  public let components: [Component]

  /// Finds the components of the pixels that are not zero, in two passes over the mask.
  public init(of mask: Plane<UInt8>, connectivity: Connectivity = .four) {
    var numbers = Plane<Int32>(rows: mask.rows, columns: mask.columns, repeating: 0)
    var sets = Self.join(mask, connectivity, into: &numbers)
    components = Self.measure(&numbers, &sets)
    self.numbers = numbers
  }

  /// 1 on the pixels of one component, cut to its box.
  public func mask(of component: Component) -> Plane<UInt8> {
    let box = component.box
    var mask = Plane<UInt8>(rows: box.rows, columns: box.columns, repeating: 0)
    for row in 0..<box.rows {
      let start = (box.y0 + row) * numbers.columns + box.x0
      for column in 0..<box.columns
      where numbers.pixels[start + column] == Int32(component.number) {
        mask.pixels[row * box.columns + column] = 1
      }
    }
    return mask
  }

  /// First pass: numbers in the order of discovery, with a record of which ones touch.
  private static func join(
    _ mask: Plane<UInt8>, _ connectivity: Connectivity, into numbers: inout Plane<Int32>
  ) -> DisjointSets {
    var sets = DisjointSets()
    let columns = mask.columns
    mask.pixels.withUnsafeBufferPointer { mask in
      numbers.pixels.withUnsafeMutableBufferPointer { numbers in
        for index in mask.indices where mask[index] != 0 {
          let column = index % columns
          var number: Int32 = 0
          func meet(_ neighbour: Int32) {
            guard neighbour != 0 else { return }
            number = number == 0 ? neighbour : sets.join(number, neighbour)
          }
          if column > 0 { meet(numbers[index - 1]) }
          if index >= columns {
            meet(numbers[index - columns])
            if connectivity == .eight {
              if column > 0 { meet(numbers[index - columns - 1]) }
              if column + 1 < columns { meet(numbers[index - columns + 1]) }
            }
          }
          numbers[index] = number == 0 ? sets.add() : number
        }
      }
    }
    return sets
  }

  /// Second pass: final numbers in the order of first pixels, and the measurements.
  private static func measure(
    _ numbers: inout Plane<Int32>, _ sets: inout DisjointSets
  ) -> [Component] {
    var finals = [Int32](repeating: 0, count: sets.count + 1)
    var tallies: [Tally] = []
    let columns = numbers.columns
    numbers.pixels.withUnsafeMutableBufferPointer { numbers in
      for index in numbers.indices where numbers[index] != 0 {
        let root = Int(sets.root(of: numbers[index]))
        if finals[root] == 0 {
          tallies.append(Tally())
          finals[root] = Int32(tallies.count)
        }
        numbers[index] = finals[root]
        tallies[Int(finals[root]) - 1].add(x: index % columns, y: index / columns)
      }
    }
    return tallies.enumerated().map { index, tally in
      Component(
        number: index + 1, pixelCount: tally.count, box: tally.box, sumX: tally.sumX,
        sumY: tally.sumY)
    }
  }

  private struct Tally {
    var count = 0
    var sumX = 0
    var sumY = 0
    var box = PixelBox(x0: .max, y0: .max, x1: .min, y1: .min)

    mutating func add(x: Int, y: Int) {
      count += 1
      sumX += x
      sumY += y
      box = box.union(PixelBox(x0: x, y0: y, x1: x, y1: y))
    }
  }
}

internal import CKernels
internal import Foundation

/// The image side of SAM's two-way transformer, for several prompts over one image.
///
/// Each pass goes over the image once, tile by tile: the tokens of a tile first take over what
/// they attend to in the prompt's tokens, and are then attended to by the prompt's next queries,
/// while they are in cache. The tiles of all prompts are shared out over the team; a prompt's
/// result depends neither on the team nor on the other prompts.
public struct ImageTokens: Sendable {
  /// `(1, N, C)` while the prompts share them, `(prompts, N, C)` once each has its own.
  public private(set) var keys: Tensor
  /// Whether `keys` came out of a pass and can be changed in place.
  private var isOwn = false
  /// `(N, C)`, added to the tokens wherever scores are computed.
  public let positions: Tensor
  public let prompts: Int

  /// The heads of every attention in the decoder, fixed upstream.
  public static let heads = Int(ck_decoder_heads)
  static let tileRows = 128

  /// - keys: `(1, N, C)` for tokens that all prompts share, or `(prompts, N, C)`.
  /// - positions: `(N, C)`.
  public init(keys: Tensor, positions: Tensor, prompts: Int) {
    precondition(
      keys.rank == 3 && positions.shape == Array(keys.shape[1...])
        && (keys.shape[0] == 1 || keys.shape[0] == prompts), "image tokens are (1 or P, N, C)")
    self.keys = keys
    self.positions = positions
    self.prompts = prompts
  }

  private var count: Int { positions.shape[0] }
  private var channels: Int { positions.shape[1] }

  /// What prompts' tokens hand to the image: image-to-token attention, folded, and the layer norm
  /// behind it. G is 8 T, ordered by token, then head.
  public struct Update: Sendable {
    /// `(G, C)`: scores of an image token with position x are `scores · x + scoreBias`.
    public var scores: Tensor
    /// `(G)`
    public var scoreBias: Tensor
    /// `(G, C)`: what an image token receives for each share of its attention.
    public var values: Tensor
    /// `(C)`, added to what it receives.
    public var bias: Tensor
    /// `(C)` each: the layer norm of the sum of old token and what it received.
    public var gain: Tensor
    public var shift: Tensor
    public var epsilon: Float

    public init(
      scores: Tensor, scoreBias: Tensor, values: Tensor, bias: Tensor, gain: Tensor, shift: Tensor,
      epsilon: Float
    ) {
      self.scores = scores
      self.scoreBias = scoreBias
      self.values = values
      self.bias = bias
      self.gain = gain
      self.shift = shift
      self.epsilon = epsilon
    }
  }

  /// Applies each prompt's update, then lets its queries attend to the image.
  ///
  /// - updates: one for each prompt, or none to leave the tokens as they are.
  /// - queries: for each prompt `(G, C)`, scaled, so that a score is queries · (token + position).
  /// - Returns for each prompt `(G, C)`: the mean of the tokens, without positions, weighted by the
  ///   softmax of the scores.
  public mutating func attend(
    _ queries: [Tensor], after updates: [Update], team: ThreadTeam
  ) -> [Tensor] {
    precondition(queries.count == prompts, "one set of queries for each prompt")
    precondition(updates.isEmpty || updates.count == prompts, "one update for each prompt")
    let pass = Pass(
      queries: queries, updates: updates, positions: positions,
      keysPerPrompt: keys.shape[0] == 1 ? 0 : count * channels)
    if updates.isEmpty {
      return keys.withUnsafeBufferPointer {
        pass.run(from: $0.baseAddress!, into: nil, team: team)
      }
    }
    if isOwn {
      return keys.withUnsafeMutableBufferPointer {
        pass.run(from: $0.baseAddress!, into: $0.baseAddress!, team: team)
      }
    }
    var attended: [Tensor] = []
    let given = keys
    keys = Tensor(uninitialized: [prompts, count, channels]) { own in
      given.withUnsafeBufferPointer {
        attended = pass.run(from: $0.baseAddress!, into: own.baseAddress!, team: team)
      }
    }
    isOwn = true
    return attended
  }

  /// An upper bound of what passes need beside the tokens themselves, in bytes, for prompts of up
  /// to `tokens` tokens.
  public static func scratchBytes(
    imageTokens: Int, channels: Int, prompts: Int, tokens: Int, threads: Int
  ) -> Int {
    let tiles = Kernels.tiles(imageTokens, by: tileRows)
    let rows = tokens * heads
    let partials = prompts * tiles * rows * (channels + 2)
    let working = threads * tileRows * (2 * channels + 2 * rows)
    return (partials + working) * MemoryLayout<Float>.stride
  }
}

/// One pass over the image tokens of all prompts.
private struct Pass {
  let queries: [Tensor]
  let updates: [ImageTokens.Update]
  let positions: Tensor
  /// The distance between prompts' tokens where they are read: 0 while they share them.
  let keysPerPrompt: Int

  var count: Int { positions.shape[0] }
  var channels: Int { positions.shape[1] }

  func run(
    from source: UnsafePointer<Float>, into destination: UnsafeMutablePointer<Float>?,
    team: ThreadTeam
  ) -> [Tensor] {
    let tiles = Kernels.tiles(count, by: ImageTokens.tileRows)
    // What a tile leaves behind: the queries' largest scores, sums of exponentials, and sums of
    // tokens weighted by them.
    let sizes = queries.map { $0.shape[0] * (channels + 2) }
    var offsets: [Int] = []
    var total = 0
    for size in sizes {
      offsets.append(total)
      total += size * tiles
    }
    return withScratch(total) { partials in
      team.forEach(queries.count * tiles) { index in
        let (prompt, number) = (index / tiles, index % tiles)
        let rows = Kernels.tile(number, of: count, by: ImageTokens.tileRows)
        let offset = rows.lowerBound * channels
        visit(
          rows, of: prompt, from: source + prompt * keysPerPrompt + offset,
          into: destination.map { $0 + prompt * count * channels + offset },
          partial: partials + offsets[prompt] + number * sizes[prompt])
      }
      return queries.indices.map { prompt in
        combine(
          partials + offsets[prompt], tiles: tiles, size: sizes[prompt],
          rows: queries[prompt].shape[0])
      }
    }
  }

  private func visit(
    _ rows: Range<Int>, of prompt: Int, from source: UnsafePointer<Float>,
    into destination: UnsafeMutablePointer<Float>?, partial: UnsafeMutablePointer<Float>
  ) {
    let queryCount = queries[prompt].shape[0]
    let updateCount = updates.isEmpty ? 0 : updates[prompt].scores.shape[0]
    withScratch(rows.count * (channels + max(queryCount, updateCount))) { scratch in
      positions.withUnsafeBufferPointer { positions in
        let positions = positions.baseAddress! + rows.lowerBound * channels
        let scores = scratch + rows.count * channels
        if let destination {
          update(
            updates[prompt], rows: rows.count, from: source, into: destination,
            positions: positions, scratch: scratch, scores: scores)
        }
        attend(
          queries[prompt], rows: rows.count, keys: destination.map { UnsafePointer($0) } ?? source,
          positions: positions, scratch: scratch, scores: scores, partial: partial)
      }
    }
  }

  private func update(
    _ update: ImageTokens.Update, rows: Int, from source: UnsafePointer<Float>,
    into destination: UnsafeMutablePointer<Float>, positions: UnsafePointer<Float>,
    scratch: UnsafeMutablePointer<Float>, scores: UnsafeMutablePointer<Float>
  ) {
    let columns = update.scores.shape[0]
    ck_add(source, positions, scratch, rows * channels)
    withPointers(update.scores, update.scoreBias, update.values) { weights, scoreBias, values in
      BLAS.gemm(
        m: rows, n: columns, k: channels, .init(scratch, stride: channels),
        .init(weights, stride: channels, .transposed), into: scores, stride: columns)
      ck_softmax_tokens(scores, columns, rows, columns / ImageTokens.heads, scoreBias)
      BLAS.gemm(
        m: rows, n: channels, k: columns, .init(scores, stride: columns),
        .init(values, stride: channels), into: scratch, stride: channels)
    }
    withPointers(update.bias, update.gain, update.shift) { bias, gain, shift in
      ck_add_bias_residual(scratch, channels, rows, channels, bias, source, channels)
      ck_layer_norm(
        scratch, channels, destination, channels, rows, channels, gain, shift, update.epsilon)
    }
  }

  private func attend(
    _ queries: Tensor, rows: Int, keys: UnsafePointer<Float>, positions: UnsafePointer<Float>,
    scratch: UnsafeMutablePointer<Float>, scores: UnsafeMutablePointer<Float>,
    partial: UnsafeMutablePointer<Float>
  ) {
    let queryCount = queries.shape[0]
    ck_add(keys, positions, scratch, rows * channels)
    queries.withUnsafeBufferPointer { queries in
      BLAS.gemm(
        m: queryCount, n: rows, k: channels, .init(queries.baseAddress!, stride: channels),
        .init(scratch, stride: channels, .transposed), into: scores, stride: rows)
    }
    ck_exp_rows(scores, rows, queryCount, rows, partial, partial + queryCount)
    BLAS.gemm(
      m: queryCount, n: channels, k: rows, .init(scores, stride: rows),
      .init(keys, stride: channels), into: partial + 2 * queryCount, stride: channels)
  }

  /// Joins the tiles' softmaxes, in order, into one over the whole image.
  private func combine(
    _ partials: UnsafePointer<Float>, tiles: Int, size: Int, rows: Int
  ) -> Tensor {
    Tensor(uninitialized: [rows, channels]) { result in
      result.initialize(repeating: 0)
      for row in 0..<rows {
        let top = (0..<tiles).reduce(-Float.infinity) { max($0, partials[$1 * size + row]) }
        let shares = (0..<tiles).map { exp(partials[$0 * size + row] - top) }
        let sum = (0..<tiles).reduce(Float(0)) {
          $0 + shares[$1] * partials[$1 * size + rows + row]
        }
        let out = result.baseAddress! + row * channels
        for tile in 0..<tiles {
          let tokens = partials + tile * size + 2 * rows + row * channels
          ck_add_scaled(out, tokens, shares[tile] / sum, channels)
        }
      }
    }
  }
}

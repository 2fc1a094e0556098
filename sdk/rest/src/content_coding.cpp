#include "content_coding.hpp"

#include <algorithm>
#include <array>
#include <new>
#include <string>
#include <utility>

#include <zlib.h>

#include "ascii_case.hpp"
#include "error_text.hpp"
#include "secret_text.hpp"

namespace callout::rest {
namespace {

// JSON that repeats itself packs to a fiftieth at best; gzip can pack to a thousandth.
constexpr std::size_t most_per_byte = 200;
constexpr std::size_t always_fine = std::size_t{1024} * 1024;

TransportFailure failure(FailureKind kind, std::string reason) {
  return {
      .phase = Phase::receiving, .kind = kind, .reason = std::move(reason), .sent = true, .answered = true};
}

class Inflater {
public:
  explicit Inflater(std::string& packed) : left_(packed.size()) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): zlib's bytes are unsigned
    stream_.next_in = reinterpret_cast<Bytef*>(packed.data());
    constexpr int gzip_only = 16; // added to the size of the window (zlib.h, inflateInit2)
    if (inflateInit2(&stream_, MAX_WBITS + gzip_only) != Z_OK) {
      throw std::bad_alloc();
    }
  }

  ~Inflater() {
    OPENSSL_cleanse(piece_.data(), piece_.size());
    inflateEnd(&stream_);
  }

  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  // The next piece; empty at the end, and when the rest is not gzip.
  std::string_view next() {
    stream_.next_out = piece_.data();
    stream_.avail_out = static_cast<uInt>(piece_.size());
    while (stream_.avail_out > 0 && good_ && !done_) {
      step();
    }
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): as above
    return {reinterpret_cast<const char*>(piece_.data()), piece_.size() - stream_.avail_out};
  }

  [[nodiscard]] bool is_good() const { return good_; }

private:
  void step() {
    if (stream_.avail_in == 0) {
      stream_.avail_in = static_cast<uInt>(std::min<std::size_t>(left_, 1U << 30U));
      left_ -= stream_.avail_in;
    }
    const int result = inflate(&stream_, Z_NO_FLUSH);
    const bool has_more = stream_.avail_in > 0 || left_ > 0;
    if (result == Z_STREAM_END) { // another member may follow (RFC 1952, 2.2)
      done_ = !has_more;
      good_ = done_ || inflateReset(&stream_) == Z_OK;
    } else {
      good_ = result == Z_OK && (has_more || stream_.avail_out == 0);
    }
  }

  z_stream stream_{};
  std::size_t left_; ///< of the packed bytes, not handed to zlib yet
  std::array<Bytef, 16384> piece_{};
  bool good_ = true;
  bool done_ = false;
};

std::optional<TransportFailure> unpack(HttpResponse& response, std::uint64_t body_limit) {
  std::string packed = std::exchange(response.body, {});
  const WipeAtEnd wipe_packed(packed); // a token comes this way, too
  Inflater inflater(packed);
  for (std::string_view piece = inflater.next(); !piece.empty(); piece = inflater.next()) {
    const std::size_t size = response.body.size() + piece.size();
    if (size > body_limit) {
      return failure(FailureKind::too_large,
                     "its body is over " + std::to_string(body_limit) + " bytes once it is unpacked");
    }
    if (size > always_fine && size / most_per_byte > packed.size()) {
      return failure(FailureKind::too_large,
                     "its body unpacks to over " + std::to_string(most_per_byte) + " times its size");
    }
    response.body.append(piece);
  }
  return inflater.is_good()
             ? std::nullopt
             : std::optional(failure(FailureKind::malformed, "its body says it is gzip and is not"));
}

} // namespace

std::optional<TransportFailure> decode_content(HttpResponse& response, std::uint64_t body_limit) {
  response.received = response.body.size();
  const std::string_view coding = response.header("Content-Encoding");
  if (coding.empty() || equal_ignoring_case(coding, "identity") || response.body.empty()) {
    return std::nullopt;
  }
  if (!equal_ignoring_case(coding, "gzip") && !equal_ignoring_case(coding, "x-gzip")) {
    return failure(FailureKind::malformed,
                   "its body has the Content-Encoding `" + printable(coding) + "`, which nobody asked for");
  }
  if (auto failed = unpack(response, body_limit)) {
    return failed;
  }
  std::erase_if(response.headers, [](const Header& header) {
    return equal_ignoring_case(header.name, "Content-Encoding") ||
           equal_ignoring_case(header.name, "Content-Length");
  });
  return std::nullopt;
}

} // namespace callout::rest

#include "program.hpp"

int main(int argc, char** argv) {
  return callout::host::cli::run_program(argc, argv);
}

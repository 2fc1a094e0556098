#include "sandbox/program.hpp"

int main(int argc, char** argv) {
  return callout::sandbox::run_program(argc, argv);
}

# package config comes with install rules
